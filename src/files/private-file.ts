import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
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

/** Removes what processes that were killed while they replaced a file have left. The caller is its only writer. */
export function removeDrafts(file: string): void {
  const folder = path.dirname(file)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`.${path.basename(file)}.`)) rmSync(path.join(folder, name), {force: true})
  }
}

/**
 * Reads the beginning of a regular file piece by piece.
 *
 * @param file its path; a symbolic link is not followed, and a FIFO not waited for
 * @param bytes how much to read
 * @param take called with each piece
 * @throws when the file cannot be read, is shorter than that, or no regular file
 */
export function readBeginning(file: string, bytes: number, take: (piece: Buffer) => void): void {
  const source = openRegular(file)
  try {
    for (let position = 0; position < bytes;) {
      const buffer = Buffer.alloc(Math.min(64 * 1024, bytes - position))
      const read = readSync(source, buffer, 0, buffer.length, position)
      if (read === 0) throw new Error('it has been truncated')
      take(buffer.subarray(0, read))
      position += read
    }
  } finally {
    closeSync(source)
  }
}

/**
 * Reads a regular file as text.
 *
 * @param file its path; a symbolic link is not followed, and a FIFO not waited for
 * @throws when the file cannot be read, or is no regular file
 */
export function readRegular(file: string): string {
  const source = openRegular(file)
  try {
    return readFileSync(source, 'utf8')
  } finally {
    closeSync(source)
  }
}

function openRegular(file: string): number {
  // eslint-disable-next-line no-bitwise
  const descriptor = openSync(file, O_NOFOLLOW | O_NONBLOCK | O_RDONLY)
  if (fstatSync(descriptor).isFile()) return descriptor
  closeSync(descriptor)
  throw new Error('it is not a regular file')
}
