import {constants, openSync} from 'node:fs'

const {O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY} = constants

/** Readable and writable by the owner alone. */
const PRIVATE = 0o600

/**
 * Makes a file that only its owner can read, and opens it for writing. Never one that is there already, nor through a
 * symbolic link: whoever may write to the folder could have put it there.
 *
 * @throws a system error, EEXIST among them
 */
export function createPrivate(file: string): number {
  // eslint-disable-next-line no-bitwise
  return openSync(file, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, PRIVATE)
}

/**
 * Opens a file for appending, and makes it where it is missing, for its owner alone. Not through a symbolic link.
 *
 * @throws a system error, ELOOP for a symbolic link among them
 */
export function appendPrivate(file: string): number {
  // eslint-disable-next-line no-bitwise
  return openSync(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, PRIVATE)
}
