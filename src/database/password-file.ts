import {readFile, stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'

import {type Dsn, SOCKET_DIRECTORY} from './dsn.js'

/** The permission bits of group and others. */
const OTHERS = 0o77

/**
 * The password for a database in libpq's password file (`PGPASSFILE`, else `~/.pgpass`); undefined if it has none, or
 * others may access the file. pg reads the file, too, but warns that this is deprecated.
 *
 * @param dsn - the database
 * @param env - `process.env` unless given
 */
export async function findPassword(dsn: Dsn, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const wanted = [dsn.host === SOCKET_DIRECTORY ? 'localhost' : dsn.host, String(dsn.port), dsn.database, dsn.user]
  for (const line of await readLines(env.PGPASSFILE || join(homedir(), '.pgpass'))) {
    const fields = line.match(/(?:\\.|[^:\\])+/g) ?? []
    const [password, ...rest] = fields.map((field) => field.replaceAll(/\\(.)/g, '$1')).toReversed()
    const isMatch =
      rest.length === wanted.length && rest.toReversed().every((field, n) => field === '*' || field === wanted[n])
    if (isMatch && !line.startsWith('#')) return password
  }

  return undefined
}

async function readLines(file: string): Promise<string[]> {
  try {
    const {mode} = await stat(file)
    // eslint-disable-next-line no-bitwise
    return (mode & OTHERS) === 0 ? (await readFile(file, 'utf8')).split(/\r?\n/) : []
  } catch {
    // libpq also ignores a file that cannot be read.
    return []
  }
}
