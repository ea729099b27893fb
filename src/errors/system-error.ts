import {escapeControls} from '../text/escape-controls.js'

/** What system errors mean for a file or directory, in the user's words: the one place that says so. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EDQUOT', 'the quota is used up'],
  ['EEXIST', 'something else is in its place'],
  ['EFBIG', 'it is as long as a file may be'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'it is a symbolic link that loops or is not followed'],
  ['ENOENT', 'no such file or directory'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
])

/** Why something could not be done with a file or directory, in the user's words as far as they are known. */
export function reasonOf(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException
  return REASONS.get(code) ?? escapeControls(message)
}
