import {type BigIntStats, stat} from 'node:fs'

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
  /** It cannot be looked at; the problem is a system error's code, such as `EACCES`. */
  | {readonly is: 'hidden'; readonly problem: string}
  /** Nothing is there. */
  | {readonly is: 'missing'}

/** With these there is nothing of that name; a name too long for the file system among them. */
const MISSING: ReadonlySet<string | undefined> = new Set(['ENAMETOOLONG', 'ENOENT', 'ENOTDIR'])

/**
 * Looks at a file; never throws.
 *
 * A file is told from another by its inode, and by when that was made: the number of the file that was replaced is free
 * again, and on ext4 the very next file takes it. Where the file system does not know when an inode was made, the time of
 * the last change stands in for it. The times of change alone would not do: `chmod` and `touch` make no other file.
 */
export async function look(file: string): Promise<FileState> {
  // Not the one of promises: it makes an error with a stack for each file that is missing, which takes twice as long.
  return new Promise((resolve) => {
    stat(file, {bigint: true}, (error, stats) => {
      if (!error) resolve(stateOf(stats))
      else if (MISSING.has(error.code)) resolve({is: 'missing'})
      else resolve({is: 'hidden', problem: error.code ?? error.message})
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
