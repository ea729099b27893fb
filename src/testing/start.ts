import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

import {type Behaviour, checkBehaviour, defaultBehaviour} from './behaviour.js'
import {Child, childModule} from './child.js'
import {EmulatedMaster} from './master.js'
import {defaultPackages} from './model/packages.js'

/** Options of an emulated master, including its behaviour. */
export interface MasterOptions extends Partial<Behaviour> {
  /** An ipc address; one in a new temporary directory unless given. */
  readonly address?: string
  /**
   * On SIGTERM, the master stores its buffer in this file; the next master with the same file restores it, with the
   * buffering delay counted from its start. Unless given, the buffer is lost, as it always is with SIGKILL and `stop()`.
   * Requires `writingSpeed`.
   */
  readonly bufferFile?: string
  /** The packages it knows, by their exact names; six well-known ones unless given. */
  readonly packages?: readonly string[]
  /** A file with one package name per line, in place of `packages`. */
  readonly packagesFile?: string
  /**
   * Whether to record requests, or the file to append them to; true unless given. It costs some microseconds per
   * request, so benchmarks switch it off.
   */
  readonly record?: boolean | string
}

/** The longest path of a socket, in bytes, and of a directory for one. */
const MAX_PATH_BYTES = 107
const MAX_DIRECTORY_BYTES = 80

/**
 * Starts a master in a process of its own, and returns when it is listening. It speaks the import queue's protocol as
 * observed on the real master, on a real ZeroMQ socket: what the real one does not answer, it does not answer either.
 * Anything else that is invalid ends it with exit code 1, so that the client's mistake shows.
 *
 * @throws RangeError when an option is out of range
 * @throws Error when it cannot listen at the address
 */
export async function startMaster(options: MasterOptions = {}): Promise<EmulatedMaster> {
  const {address: given, bufferFile, packages = defaultPackages, packagesFile, record = true, ...behaviour} = options
  checkBehaviour(behaviour)
  if (given !== undefined) checkAddress(given)
  // Fails before anything is created that would have to be removed.
  const module = childModule()
  const needsDirectory = given === undefined || record === true
  const directory = needsDirectory ? await mkdtemp(path.join(temporaryDirectory(), 'piw-')) : undefined
  const inDirectory = (name: string) => path.join(directory ?? '', name)
  const address = given ?? `ipc://${inDirectory('master')}`
  const recordFile = record === true ? inDirectory('record.jsonl') : record || undefined

  const child = new Child(module)
  const files = {directory, record: recordFile, socket: address.slice('ipc://'.length)}
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
    if (directory !== undefined) await rm(directory, {force: true, recursive: true})
    throw new Error(`The emulated master cannot start at ${address}: ${(error as Error).message}`, {cause: error})
  }

  return new EmulatedMaster(child, address, files)
}

function checkAddress(address: string): void {
  const socket = address.startsWith('ipc:///') ? address.slice('ipc://'.length) : ''
  if (socket === '' || Buffer.byteLength(socket) > MAX_PATH_BYTES) {
    throw new RangeError(`expected address as ipc:// and a path of at most ${MAX_PATH_BYTES} bytes, found ${address}`)
  }
}

function temporaryDirectory(): string {
  return Buffer.byteLength(tmpdir()) <= MAX_DIRECTORY_BYTES ? tmpdir() : '/tmp'
}
