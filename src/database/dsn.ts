import {userInfo} from 'node:os'

import {escapeControls} from '../text/escape-controls.js'
import {DatabaseError, malformed} from './database-error.js'
import {type Parameter, readParameters} from './dsn-parameters.js'
import {readTls, type TlsSettings} from './tls.js'

/** A parsed database address, with all defaults filled in. */
export interface Dsn {
  readonly applicationName: string | undefined
  /** In seconds; undefined for the default, 0 for no limit. */
  readonly connectTimeout: number | undefined
  readonly database: string
  /** A name or an address, or the directory of a Unix socket. */
  readonly host: string
  /** Options for the server's session, such as `-c search_path=x`. */
  readonly options: string | undefined
  readonly password: string | undefined
  readonly port: number
  readonly tls: TlsSettings
  readonly user: string
}

/** The directory of the socket of Debian's PostgreSQL. */
export const SOCKET_DIRECTORY = '/var/run/postgresql'
/** Environment variables that lead libpq, and so the master, to another database than this program. */
const UNSUPPORTED = ['PGHOSTADDR', 'PGSERVICE'] as const

const SCHEMES = new Set(['postgres', 'postgresql', 'postgresql+psycopg2'])

/**
 * SQLAlchemy's grammar. Node.js's URL would refuse a user without a host, as in the address of a Unix socket, and cut a
 * password at its `#`.
 */
const GRAMMAR =
  /^(?<scheme>[\w+]+):\/\/(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?(?:\[(?<ipv6>[^/?]+)\]|(?<name>[^/:?]+))?(?::(?<port>[^/?]*))?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s

/**
 * Parses a database address as SQLAlchemy and libpq do. Omitted parts come from the environment (`PGHOST` and so on);
 * the defaults are the Unix socket in `/var/run/postgresql`, the user of this process, and a database of that name.
 *
 * @param dsn - such as `postgres:///piwheels`
 * @param env - `process.env` unless given
 * @throws {@link DatabaseError} of kind `usage`, which never contains a password
 */
export function parseDsn(dsn: string, env: NodeJS.ProcessEnv = process.env): Dsn {
  const parts = GRAMMAR.exec(dsn)?.groups
  if (!parts || hasControl(dsn)) throw malformed('expected one such as postgres:///piwheels')
  if (!SCHEMES.has(parts.scheme ?? ''))
    throw malformed('it must start with postgres://, postgresql:// or postgresql+psycopg2://')

  const unsupported = UNSUPPORTED.find((name) => env[name])
  if (unsupported) throw unsupportedVariable(unsupported)

  const given = readParameters(parts.query)
  // libpq treats empty values as not given.
  const find = (parameter: Parameter, variable: string, part?: string) =>
    (given.get(parameter) ?? decode(part)) || env[variable] || undefined
  const user = find('user', 'PGUSER', parts.user) ?? systemUser()
  return {
    applicationName: given.get('application_name') ?? given.get('fallback_application_name'),
    connectTimeout: checkTimeout(find('connect_timeout', 'PGCONNECT_TIMEOUT')),
    database: find('dbname', 'PGDATABASE', parts.database) ?? user,
    host: checkHost(find('host', 'PGHOST', parts.ipv6 ?? parts.name) ?? SOCKET_DIRECTORY),
    options: find('options', 'PGOPTIONS'),
    password: find('password', 'PGPASSWORD', parts.password),
    port: checkPort(find('port', 'PGPORT', parts.port) ?? '5432'),
    tls: readTls({
      cert: find('sslcert', 'PGSSLCERT'),
      key: find('sslkey', 'PGSSLKEY'),
      mode: find('sslmode', 'PGSSLMODE'),
      rootCert: find('sslrootcert', 'PGSSLROOTCERT'),
    }),
    user,
  }
}

/** Whether it contains control characters, plain or percent-encoded. */
function hasControl(dsn: string): boolean {
  return /\p{Cc}|%(?:[01][\da-f]|7f)/iu.test(dsn)
}

/** The address without its password, for messages. */
export function describeDsn(dsn: string): string {
  const parts = GRAMMAR.exec(dsn)?.groups
  // A second @ or an invalid port may be part of an unescaped password.
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

/** Decodes percent-encoding as SQLAlchemy does: a % that encodes nothing stands for itself. */
function decode(text: string | undefined): string | undefined {
  return text?.replaceAll(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}

function unsupportedVariable(name: string): DatabaseError {
  return new DatabaseError(`The environment variable ${name} is set, but not supported.`, {
    kind: 'usage',
    suggestions: [`Unset it (env -u ${name} …), and give the address of the database with --dsn.`],
  })
}

function checkHost(host: string): string {
  if (host.includes('@')) throw malformed('an @ in its password must be written as %40')
  if (host.includes(',')) throw malformed('it names several hosts, but only one is supported')
  return host
}

function checkTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw malformed(`connect_timeout must be a number of seconds, not "${escapeControls(text, 40)}"`)
}

function checkPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port
  // Not shown: if the host is missing, this is the password.
  throw malformed('its port must be a number from 1 to 65535')
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    throw malformed('it names no user, and the user of this process has no name')
  }
}
