import {escapeControls} from '../text/escape-controls.js'
import {malformed} from './database-error.js'
import {readTls, type TlsSettings} from './tls.js'

/** The parameters in a database address, by libpq's names. */
export interface DsnParameters {
  readonly applicationName: string | undefined
  /** In seconds; undefined for the default, 0 for no limit. */
  readonly connectTimeout: number | undefined
  /** Options for the server's session, such as `-c search_path=x`. */
  readonly options: string | undefined
  readonly password: string | undefined
  readonly tls: TlsSettings
}

/** Parameters that override other parts of the address. */
export interface QueryParameters extends DsnParameters {
  readonly database: string | undefined
  readonly host: string | undefined
  readonly port: string | undefined
  readonly user: string | undefined
}

const SUPPORTED = [
  'application_name',
  'connect_timeout',
  'dbname',
  'fallback_application_name',
  'host',
  'options',
  'password',
  'port',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'user',
] as const

/** Parameters that have no effect with one of these values. */
const HARMLESS: ReadonlyMap<string, readonly string[]> = new Map([
  ['channel_binding', ['disable', 'prefer']],
  ['client_encoding', ['auto', 'utf8']],
  ['gssencmode', ['disable', 'prefer']],
  ['keepalives', ['1']],
  ['target_session_attrs', ['any']],
])

type Name = (typeof SUPPORTED)[number]

/**
 * Parses the query of a database address, with environment variables as defaults.
 *
 * @throws DatabaseError of kind `usage` for a parameter that would be ignored
 */
export function readParameters(query: URLSearchParams, env: NodeJS.ProcessEnv): QueryParameters {
  const given = new Map<Name, string>()
  for (const [name, value] of query) {
    const supported = SUPPORTED.find((known) => known === name)
    if (supported && value !== '') given.set(supported, value)
    else if (!supported && !HARMLESS.get(name)?.includes(value.toLowerCase())) throw malformed(unsupported(name, value))
  }

  return {
    applicationName: given.get('application_name') ?? given.get('fallback_application_name'),
    connectTimeout: seconds(given.get('connect_timeout') ?? env.PGCONNECT_TIMEOUT),
    database: given.get('dbname'),
    host: given.get('host'),
    options: given.get('options') ?? (env.PGOPTIONS || undefined),
    password: given.get('password'),
    port: given.get('port'),
    tls: readTls({
      cert: given.get('sslcert') ?? env.PGSSLCERT,
      key: given.get('sslkey') ?? env.PGSSLKEY,
      mode: given.get('sslmode') ?? env.PGSSLMODE,
      rootCert: given.get('sslrootcert') ?? env.PGSSLROOTCERT,
    }),
    user: given.get('user'),
  }
}

function unsupported(name: string, value: string): string {
  const allowed = HARMLESS.get(name)
  if (allowed) return `${name} must be ${allowed.join(' or ')}, not "${escapeControls(value, 40)}"`
  return `parameter "${escapeControls(name, 40)}" is not supported; supported are ${SUPPORTED.join(', ')}`
}

function seconds(text: string | undefined): number | undefined {
  if (!text) return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw malformed(`connect_timeout must be a number of seconds, not "${escapeControls(text, 40)}"`)
}
