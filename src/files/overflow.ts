import {randomUUID} from 'node:crypto'
import {closeSync, readSync, unlinkSync, writeSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'

import {createPrivate} from './private-file.js'

/** A private, already unlinked temporary file for data that exceeds the memory: it disappears with the process. */
export class Overflow {
  #descriptor: number | undefined
  #end = 0

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
    this.#end = 0
  }

  /** @throws a system error */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    let read = 0
    while (this.#descriptor !== undefined && read < length) {
      const count = readSync(this.#descriptor, bytes, read, length - read, position + read)
      if (count === 0) break
      read += count
    }

    if (read < length) throw new Error('a temporary file has been truncated')
    return bytes
  }

  /**
   * Appends bytes.
   *
   * @returns their position; undefined if they cannot be written
   */
  write(bytes: Buffer): number | undefined {
    const position = this.#end
    try {
      this.#descriptor ??= openNameless()
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, position + written)
      }
    } catch {
      return undefined
    }

    this.#end += bytes.length
    return position
  }
}

function openNameless(): number {
  const file = path.join(tmpdir(), `piw-${randomUUID()}`)
  const descriptor = createPrivate(file, {isReadable: true})
  unlinkSync(file)
  return descriptor
}
