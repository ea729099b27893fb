import {userInfo} from 'node:os'

import {escapeControls} from '../text/escape-controls.js'
import {malformed} from './database-error.js'
import {type DsnParameters, readParameters} from './dsn-parameters.js'

/** Where the database is and who asks, with nothing left to default. */
export interface Dsn extends DsnParameters {
  readonly database: string
  /** A name or an address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
}

/** Where Debian's PostgreSQL has its socket. */
export const SOCKET_FOLDER = '/var/run/postgresql'
const SCHEMES = new Set(['postgres', 'postgresql', 'postgresql+psycopg2'])

/**
 * The grammar that SQLAlchemy reads. Node's URL would refuse a user without a host, which is how a Unix socket is
 * addressed, and cut a password at its `#`.
 */
const GRAMMAR =
  /^(?<scheme>[\w+]+):\/\/(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?(?:\[(?<ipv6>[^/?]+)\]|(?<name>[^/:?]+))?(?::(?<port>[^/?]*))?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s

/**
 * Reads a database address as SQLAlchemy and libpq do: what it leaves out comes from the environment (`PGHOST` and so
 * on), and else is the Unix socket in `/var/run/postgresql`, the user of this process, and a database of that name.
 *
 * @param dsn - such as `postgres:///piwheels`
 * @param env - `process.env` unless given
 * @throws {@link DatabaseError} of kind `usage`, which never shows a password
 */
export function parseDsn(dsn: string, env: NodeJS.ProcessEnv = process.env): Dsn {
  const parts = GRAMMAR.exec(dsn)?.groups
  if (!parts || hasControl(dsn)) throw malformed('expected one such as postgres:///piwheels')
  if (!SCHEMES.has(parts.scheme ?? ''))
    throw malformed('it must start with postgres://, postgresql:// or postgresql+psycopg2://')

  const given = readParameters(new URLSearchParams(parts.query), env)
  const user = first(given.user, decode(parts.user), env.PGUSER) ?? systemUser()
  return {
    ...given,
    database: first(given.database, decode(parts.database), env.PGDATABASE, user),
    host: checkHost(first(given.host, decode(parts.ipv6 ?? parts.name), env.PGHOST, SOCKET_FOLDER)),
    password: first(given.password, decode(parts.password), env.PGPASSWORD),
    port: checkPort(first(given.port, decode(parts.port), env.PGPORT, '5432')),
    user,
  }
}

/** Whether there are control characters in it, as they are or percent-encoded. */
function hasControl(dsn: string): boolean {
  return /\p{Cc}|%(?:[01][\da-f]|7f)/iu.test(dsn)
}

/** The address as messages may show it: without its password, wherever that stands. */
export function describeDsn(dsn: string): string {
  const parts = GRAMMAR.exec(dsn)?.groups
  // More than one @, or a port that is none, may be a password that was not escaped.
  if (!parts || parts.name?.includes('@') || /\D/.test(parts.port ?? '')) return '(not a database address)'

  const {database, ipv6, name, port, query, scheme, user} = parts
  const host = ipv6 === undefined ? (name ?? '') : `[${ipv6}]`
  const shown = [...new URLSearchParams(query)].filter(([key]) => !key.includes('password'))
  return escapeControls(
    [
      `${scheme}://`,
      user === undefined ? '' : `${user}@`,
      host,
      port === undefined ? '' : `:${port}`,
      database === undefined ? '' : `/${database}`,
      shown.length === 0 ? '' : `?${shown.map((pair) => pair.join('=')).join('&')}`,
    ].join(''),
  )
}

/** The first that is there and not empty: to libpq, what is empty was not given. */
function first(...texts: [...(string | undefined)[], string]): string
function first(...texts: (string | undefined)[]): string | undefined
function first(...texts: (string | undefined)[]): string | undefined {
  return texts.find(Boolean)
}

function decode(text: string | undefined): string | undefined {
  if (!text) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed('a % in it is not followed by two hexadecimal digits of UTF-8')
  }
}

function checkHost(host: string): string {
  if (host.includes('@')) throw malformed('an @ in its password must be written as %40')
  if (host.includes(',')) throw malformed('it names several hosts, but only one is supported')
  return host
}

function checkPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port
  // What stands there is not shown: where the host was forgotten, it is the password.
  throw malformed('its port must be a number from 1 to 65535')
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    throw malformed('it names no user, and the user of this process has no name')
  }
}
