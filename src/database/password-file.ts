import {readFile, stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'

import {type Dsn, SOCKET_DIRECTORY} from './dsn.js'

/** `host:port:database:user:password`; `\\` escapes a colon and itself. */
const FIELD = String.raw`((?:\\.|[^:\\])*\\?)`
const LINE = new RegExp(`^${[FIELD, FIELD, FIELD, FIELD, FIELD].join(':')}(?:$|:)`)

/** The permission bits of group and others. */
const OTHERS = 0o77

/** What libpq's password file has for a database. */
export interface FoundPassword {
  /** The path of the file if it is ignored, as others may access it. */
  readonly ignored?: string
  /** Undefined if it has none. */
  readonly password?: string | undefined
}

/**
 * Looks up the password for a database in libpq's password file (`PGPASSFILE`, else `~/.pgpass`). pg reads the file, too,
 * but warns that this is deprecated.
 *
 * @param dsn - the database
 * @param env - `process.env` unless given
 */
export async function findPassword(dsn: Dsn, env: NodeJS.ProcessEnv = process.env): Promise<FoundPassword> {
  const wanted = [dsn.host === SOCKET_DIRECTORY ? 'localhost' : dsn.host, String(dsn.port), dsn.database, dsn.user]
  const file = env.PGPASSFILE || join(homedir(), '.pgpass')
  const lines = await readLines(file)
  if (!lines) return {ignored: file}
  for (const line of lines) {
    // libpq ignores what follows the password, and takes a backslash at the end for itself.
    const [, ...fields] = LINE.exec(line) ?? []
    const [password, ...rest] = fields.map((field) => field.replaceAll(/\\(.)/g, '$1')).toReversed()
    const isMatch = rest.length > 0 && rest.toReversed().every((field, n) => field === '*' || field === wanted[n])
    if (isMatch && !line.startsWith('#')) return {password}
  }

  return {}
}

/** The lines of the file; undefined if others may access it. */
async function readLines(file: string): Promise<string[] | undefined> {
  try {
    const {mode} = await stat(file)
    // eslint-disable-next-line no-bitwise
    return (mode & OTHERS) === 0 ? (await readFile(file, 'utf8')).split(/\r?\n/) : undefined
  } catch {
    // libpq also ignores a file that cannot be read.
    return []
  }
}
