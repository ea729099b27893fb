import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

import {codeOf} from '../errors/system-error.js'

const {O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY} = constants

/** Readable and writable only by the owner. */
const PRIVATE = 0o600

/** Accessible only by the owner. */
const PRIVATE_DIRECTORY = 0o700

/** Writable only by the owner, and as far as the umask allows. */
const SHARED_DIRECTORY = 0o755

/**
 * Creates a directory that only its owner can enter, if missing. Missing parents, which others may share, are created as
 * the user's umask has it.
 *
 * One by one: on a file system that hides existing directories, as /proc does, Node.js's recursive `mkdir` never ends.
 *
 * @param folder its path
 * @param mode its mode, for this function itself
 * @throws a system error
 */
export function makePrivateFolder(folder: string, mode = PRIVATE_DIRECTORY): void {
  if (existsSync(folder)) return
  makePrivateFolder(path.dirname(folder), SHARED_DIRECTORY)
  try {
    mkdirSync(folder, mode)
  } catch (error) {
    // Another process may have created it first.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/**
 * Creates a file that only its owner can read, and opens it for writing. Refuses an existing file and a symbolic link:
 * another user with write access to the directory may have planted them.
 *
 * @param file its path
 * @param options how to open it
 * @param options.isReadable whether to open it for reading, too; false unless given
 * @throws a system error, EEXIST among them
 */
export function createPrivate(file: string, {isReadable = false} = {}): number {
  // eslint-disable-next-line no-bitwise
  return openSync(file, O_CREAT | O_EXCL | O_NOFOLLOW | (isReadable ? O_RDWR : O_WRONLY), PRIVATE)
}

/**
 * Opens a file for appending; creates it if missing, readable only by its owner. Does not follow a symbolic link, nor
 * wait for the reader of a FIFO.
 *
 * @throws a system error, ELOOP for a symbolic link among them
 */
export function appendPrivate(file: string): number {
  // eslint-disable-next-line no-bitwise
  return openSync(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_WRONLY, PRIVATE)
}

/**
 * Replaces a file as a whole, on the disk too, for its owner alone; makes its folder where it is missing. A symbolic
 * link is replaced rather than followed.
 *
 * Not by write-file-atomic: version 7 follows links, and takes a write that the disk has no room for as complete.
 *
 * @throws a system error; the file before it is then still there
 */
export function replacePrivate(file: string, text: string): void {
  const folder = path.dirname(file)
  makePrivateFolder(folder)
  const draft = path.join(folder, `.${path.basename(file)}.${process.pid}`)
  rmSync(draft, {force: true})
  try {
    const descriptor = createPrivate(draft)
    try {
      writeFileSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }

    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, {force: true})
    throw error
  }
}

/**
 * Copies the beginning of a file into an open one.
 *
 * @returns how many bytes were copied: as many as requested
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
