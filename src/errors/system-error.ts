import {escapeControls} from '../text/escape-controls.js'

/** What the codes of system errors mean, in the user's words: the only such table. Messages put a sentence around it. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EEXIST', 'it already exists'],
  ['EFBIG', 'the file is too large'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its symbolic links are not followed, or form a loop'],
  ['EMFILE', 'too many open files'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOENT', 'no such file or directory'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['ENOTFOUND', 'unknown host'],
  ['ENXIO', 'no process reads from it'],
  ['EPERM', 'operation not permitted'],
  ['EROFS', 'the file system is read-only'],
  ['ETIMEDOUT', 'timed out'],
])

const MISSING = new Set(['ENOENT', 'ENOTDIR'])

/** Why a system call failed, in the user's words; for a code without any, the error's own message. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  return REASONS.get(code) ?? escapeControls(error instanceof Error ? error.message || code : String(error))
}

/** Whether the error means that a file does not exist. */
export function isMissing(error: unknown): boolean {
  return MISSING.has(codeOf(error))
}

/** The code of a system error or of the database, such as `ENOENT`; empty if there is none. */
export function codeOf(error: unknown): string {
  const {code} = (error ?? {}) as {readonly code?: unknown}
  return typeof code === 'string' ? code : ''
}
