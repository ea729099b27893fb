import {escapeControls} from '../text/escape-controls.js'
import {malformed} from './database-error.js'

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

/** A parameter that is supported. */
export type Parameter = (typeof SUPPORTED)[number]

/**
 * Parses the query of a database address. Empty values count as not given.
 *
 * @throws DatabaseError of kind `usage` for a parameter that would be ignored
 */
export function readParameters(query: string | undefined): ReadonlyMap<Parameter, string> {
  const given = new Map<Parameter, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    const supported = SUPPORTED.find((known) => known === name)
    // libpq takes each host in turn, others the last one.
    if (supported && given.has(supported)) throw malformed(`parameter "${supported}" is given more than once`)
    if (supported && value !== '') given.set(supported, value)
    else if (!supported && !HARMLESS.get(name)?.includes(value.toLowerCase())) throw malformed(unsupported(name, value))
  }

  return given
}

function unsupported(name: string, value: string): string {
  const allowed = HARMLESS.get(name)
  if (allowed) return `${name} must be ${allowed.join(' or ')}, not "${escapeControls(value, 40)}"`
  return `parameter "${escapeControls(name, 40)}" is not supported; supported are ${SUPPORTED.join(', ')}`
}
