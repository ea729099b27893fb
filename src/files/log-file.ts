import {closeSync, fstatSync, type Stats, statSync, writeSync} from 'node:fs'

import {isMissing} from '../errors/system-error.js'
import {appendPrivate} from './private-file.js'

/** How often to look whether the path still leads to the open file, in milliseconds. */
const INTERVAL = 1000

/** Paths of a descriptor of this process. */
const DESCRIPTOR = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/

const STREAMS: ReadonlyMap<string, number> = new Map([
  ['/dev/stderr', 2],
  ['/dev/stdout', 1],
])

/**
 * A log file that is appended to. It is opened again when its path leads elsewhere, as after logrotate has renamed it;
 * `/dev/stderr`, `/dev/stdout` and `/proc/self/fd/N` are the descriptors of this process.
 */
export class LogFile {
  #descriptor: number
  #looked = performance.now()
  readonly #path: string

  /** @throws a system error */
  constructor(path: string) {
    this.#path = path
    this.#descriptor = descriptorOf(path) ?? appendPrivate(path)
  }

  close(): void {
    if (descriptorOf(this.#path) === undefined) closeSync(this.#descriptor)
  }

  /** @throws a system error */
  write(line: string): void {
    const now = performance.now()
    if (now - this.#looked >= INTERVAL) {
      this.#looked = now
      this.#follow()
    }

    writeSync(this.#descriptor, line)
  }

  /** Opens the file that the path leads to by now. */
  #follow(): void {
    if (descriptorOf(this.#path) !== undefined || isSame(fstatSync(this.#descriptor), this.#path)) return
    const descriptor = appendPrivate(this.#path)
    closeSync(this.#descriptor)
    this.#descriptor = descriptor
  }
}

function descriptorOf(path: string): number | undefined {
  const [, number] = DESCRIPTOR.exec(path) ?? []
  return number === undefined ? STREAMS.get(path) : Number(number)
}

function isSame({dev, ino}: Stats, path: string): boolean {
  try {
    const there = statSync(path)
    return there.dev === dev && there.ino === ino
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
