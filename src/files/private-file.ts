import {closeSync, constants, existsSync, mkdirSync, openSync, readSync, writeSync} from 'node:fs'
import path from 'node:path'

import {codeOf} from '../errors/system-error.js'

const {O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY} = constants

/** Readable and writable by the owner alone. */
const PRIVATE = 0o600

/** Accessible by the owner alone. */
const PRIVATE_FOLDER = 0o700

/**
 * Makes a folder that only its owner can enter, and those that it is in, where they are missing.
 *
 * One by one: where a file system denies that there is a folder which is there, as /proc does, Node.js would go on trying
 * for ever to make them all.
 *
 * @throws a system error
 */
export function makePrivateFolder(folder: string): void {
  if (existsSync(folder)) return
  makePrivateFolder(path.dirname(folder))
  try {
    mkdirSync(folder, PRIVATE_FOLDER)
  } catch (error) {
    // Another process may have been quicker.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/**
 * Makes a file that only its owner can read, and opens it for writing. Never one that is there already, nor through a
 * symbolic link: whoever may write to the folder could have put it there.
 *
 * @param file which is made
 * @param options how it is opened
 * @param options.isReadable whether for reading, too; no unless given
 * @throws a system error, EEXIST among them
 */
export function createPrivate(file: string, {isReadable = false} = {}): number {
  // eslint-disable-next-line no-bitwise
  return openSync(file, O_CREAT | O_EXCL | O_NOFOLLOW | (isReadable ? O_RDWR : O_WRONLY), PRIVATE)
}

/**
 * Opens a file for appending, and makes it where it is missing, for its owner alone. Not through a symbolic link, and
 * without waiting for a reader where it is a FIFO.
 *
 * @throws a system error, ELOOP for a symbolic link among them
 */
export function appendPrivate(file: string): number {
  // eslint-disable-next-line no-bitwise
  return openSync(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_WRONLY, PRIVATE)
}

/**
 * Copies the beginning of a file into an open one.
 *
 * @returns how many bytes were copied: as many as asked for
 * @throws when the file cannot be read, or is shorter than that
 */
export function copyInto(descriptor: number, file: string, bytes: number): number {
  // eslint-disable-next-line no-bitwise
  const source = openSync(file, O_NOFOLLOW | O_RDONLY)
  try {
    const buffer = Buffer.alloc(64 * 1024)
    for (let copied = 0; copied < bytes;) {
      const read = readSync(source, buffer, 0, Math.min(buffer.length, bytes - copied), copied)
      if (read === 0) throw new Error(`${file} has been truncated`)
      copied += writeSync(descriptor, buffer, 0, read)
    }
  } finally {
    closeSync(source)
  }

  return bytes
}
