import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

import {type Behaviour, checkBehaviour, defaultBehaviour} from './behaviour.js'
import {Child, childModule} from './child.js'
import {EmulatedMaster} from './master.js'
import {defaultPackages} from './model/packages.js'

/** Options of an emulated master, those of its behaviour among them. */
export interface MasterOptions extends Partial<Behaviour> {
  /** An ipc address; one in a fresh temporary folder unless given. */
  readonly address?: string
  /**
   * A file in which a master that gets SIGTERM stores what it was asked for and has not written, and from which the next
   * one with the same file takes it up, with the hold counted from its start. Unless given, it is lost, as it always is
   * with SIGKILL and `stop()`. Without `writingSpeed` it means nothing.
   */
  readonly bufferFile?: string
  /** Exact names of the packages it knows; six well-known ones unless given. */
  readonly packages?: readonly string[]
  /** A file with a name a line, instead of `packages`: for many. */
  readonly packagesFile?: string
  /**
   * Whether, or in which file (appended to), to record what it receives; true unless given. Writing takes some
   * microseconds a request, so benchmarks do without.
   */
  readonly record?: boolean | string
}

// A socket's path has at most 107 bytes; the name of the folder and the socket need some.
const longestPath = 107
const longestFolder = 80

/**
 * Starts a master in a process of its own, and returns when it listens. It speaks the import queue as the real master
 * was observed to, on a real ZeroMQ socket: it does not answer what the real one would not answer, and dies (with exit
 * code 1) of what would kill the real one.
 *
 * @throws RangeError or Error when an option makes no sense, or it cannot listen there
 */
export async function startMaster(options: MasterOptions = {}): Promise<EmulatedMaster> {
  const {address: given, bufferFile, packages = defaultPackages, packagesFile, record = true, ...behaviour} = options
  checkBehaviour(behaviour)
  if (given !== undefined) checkAddress(given)
  // Before anything is made that would have to be removed.
  const module = childModule()
  const needsFolder = given === undefined || record === true
  const folder = needsFolder ? await mkdtemp(path.join(shortFolder(), 'piw-')) : undefined
  const inFolder = (name: string) => path.join(folder ?? '', name)
  const address = given ?? `ipc://${inFolder('master')}`
  const recordFile = record === true ? inFolder('record.jsonl') : record || undefined

  const child = new Child(module)
  const files = {folder, record: recordFile, socket: address.slice('ipc://'.length)}
  try {
    await child.order('start', {
      address,
      behaviour: {...defaultBehaviour, ...behaviour},
      bufferFile,
      packages: packagesFile === undefined ? packages : [],
      packagesFile,
      record: recordFile,
    })
  } catch (error) {
    child.signal('SIGKILL')
    await child.exited
    if (folder !== undefined) await rm(folder, {force: true, recursive: true})
    throw new Error(`The emulated master cannot start at ${address}: ${(error as Error).message}`, {cause: error})
  }

  return new EmulatedMaster(child, address, files)
}

function checkAddress(address: string): void {
  const socket = address.startsWith('ipc:///') ? address.slice('ipc://'.length) : ''
  if (socket === '' || Buffer.byteLength(socket) > longestPath) {
    throw new RangeError(`expected address as ipc:// and a path of at most ${longestPath} bytes, found ${address}`)
  }
}

function shortFolder(): string {
  return Buffer.byteLength(tmpdir()) <= longestFolder ? tmpdir() : '/tmp'
}
