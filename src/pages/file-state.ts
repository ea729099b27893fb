import {type BigIntStats, stat} from 'node:fs'

import {isMissing, reasonOf} from '../errors/system-error.js'

/** What a look at a file found. */
export type FileState =
  | {
      /** When it was made, in milliseconds since 1970; undefined where the file system does not know. */
      readonly born: number | undefined
      /** What tells this file from any other that takes its place. */
      readonly identity: string
      readonly is: 'there'
      /** When it was written, in milliseconds since 1970. */
      readonly time: number
    }
  /** It cannot be examined; the problem is the reason, such as `permission denied`. */
  | {readonly is: 'hidden'; readonly problem: string}
  /** Nothing is there. */
  | {readonly is: 'missing'}

/**
 * Looks at a file; never throws.
 *
 * A file is told from another by its inode, and by when that was made: the number of the file that was replaced is free
 * again, and on ext4 the very next file takes it. Where the file system does not know when an inode was made, the time of
 * the last change stands in for it. The times of change alone would not do: `chmod` and `touch` make no other file.
 */
export async function look(file: string): Promise<FileState> {
  // Callback API: fs/promises builds an Error with a stack trace for every missing file, which takes twice as long.
  return new Promise((resolve) => {
    stat(file, {bigint: true}, (error, stats) => {
      if (!error) resolve(stateOf(stats))
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
