import {escapeControls} from '../text/escape-controls.js'

/** What the system's errors mean for a file or folder, in the user's words. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EDQUOT', 'the quota is used up'],
  ['EEXIST', 'something else is in its place'],
  ['EFBIG', 'it is as long as a file may be'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'it is a symbolic link, which is not followed'],
  ['ENOENT', 'no such file or folder'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EROFS', 'the file system is read-only'],
])

/** Why something could not be done with a file, in the user's words as far as they are known. */
export function reasonOf(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException
  return REASONS.get(code) ?? escapeControls(message)
}
