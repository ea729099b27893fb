import {type BigIntStats, stat} from 'node:fs'

import {isMissing, reasonOf} from '../errors/system-error.js'

/** The state of a file. */
export type FileState =
  | {
      /** When it was created, in milliseconds since 1970; undefined if the file system does not record it. */
      readonly born: number | undefined
      /** Differs for every file that replaces this one. */
      readonly identity: string
      readonly is: 'there'
      /** When it was last modified, in milliseconds since 1970. */
      readonly time: number
    }
  /** It cannot be examined; the problem is the reason, such as `permission denied`. */
  | {readonly is: 'hidden'; readonly problem: string}
  /** It does not exist. */
  | {readonly is: 'missing'}

/**
 * The state of a file; never throws.
 *
 * A file is identified by its inode number and the inode's creation time: ext4 gives the number of a replaced file to the
 * next new one. On a file system without creation times, the modification time takes their place. Modification times
 * alone are not enough: `chmod` and `touch` do not make another file.
 */
export async function look(file: string): Promise<FileState> {
  // Callback API: fs/promises builds an Error with a stack trace for every missing file, which takes twice as long.
  return new Promise((resolve) => {
    stat(file, {bigint: true}, (error, stats) => {
      // A page is a regular file: a directory or device in its place was never written by the master.
      if (!error) resolve(stats.isFile() ? stateOf(stats) : {is: 'hidden', problem: 'it is not a regular file'})
      else if (isMissing(error) || error.code === 'ENAMETOOLONG') resolve({is: 'missing'})
      else resolve({is: 'hidden', problem: reasonOf(error)})
    })
  })
}

function stateOf(stats: BigIntStats): FileState {
  const born = stats.birthtimeNs === 0n ? undefined : Number(stats.birthtimeNs) / 1e6
  return {born, identity: identityOf(stats), is: 'there', time: Number(stats.mtimeMs)}
}

function identityOf({birthtimeNs, dev, ino, mtimeNs}: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs || mtimeNs}`
}
