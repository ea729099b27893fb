import type {Dsn} from './dsn.js'

import {escapeControls} from '../text/escape-controls.js'
import {DatabaseError} from './database-error.js'

/** What a reason is told in: where the server is, whom it was asked for, and what it said. */
interface Words {
  readonly database: string
  readonly host: string
  readonly said: string
  readonly server: string
  readonly user: string
}

type Reason = (words: Words) => readonly [message: string, suggestion?: string]

const OTHER_DSN = 'Set the database with --dsn, or dsn in piwheels.conf.'
const OTHER_USER = 'Run piw as the user that the master runs as, or set a user in the dsn.'

const notThere: Reason = ({server}) => [`PostgreSQL is not running (${server})`, OTHER_DSN]

/** By the codes of PostgreSQL and of the operating system. */
const CONNECT_REASONS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['3D000', ({database, server}) => [`PostgreSQL has no database "${database}" (${server})`, OTHER_DSN]],
  ['28P01', ({server, user}) => [`PostgreSQL refused the password of user "${user}" (${server})`, OTHER_DSN]],
  ['57P03', ({said}) => [`PostgreSQL does not accept connections now: ${said}`, 'Retry in a moment.']],
  ['28000', ({said, user}) => [`PostgreSQL refused user "${user}": ${said}`, OTHER_USER]],
  ['42501', ({database, said, user}) => [`User "${user}" may not use database "${database}": ${said}`, OTHER_USER]],
  ['EACCES', ({server}) => [`Permission denied connecting to PostgreSQL (${server})`, OTHER_USER]],
  ['ECONNREFUSED', notThere],
  ['ENOENT', notThere],
  ['ENOTFOUND', ({host}) => [`Unknown host "${host}"`, OTHER_DSN]],
])

/** What pg reports without a code, in the words of somebody who does not know pg. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^timeout expired$/, 'it did not answer in time'],
  [/^SASL: .*password must be/, 'it requires a password, and none is given'],
  [/^Connection terminated/, 'it closed the connection'],
]

const READ_REASONS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['42P01', ({database}) => [`Database "${database}" has no packages table`, OTHER_DSN]],
  ['42501', ({database, user}) => [`User "${user}" may not read the packages in database "${database}"`, OTHER_USER]],
])

/** Says in the user's words why there is no connection. */
export function cannotConnect(cause: unknown, dsn: Dsn): DatabaseError {
  return explain(cause, dsn, CONNECT_REASONS, {
    otherwise: ({said, server}) => [`Cannot connect to PostgreSQL (${server}): ${said}`, OTHER_DSN],
  })
}

/** Says in the user's words why a connection that had been made is of no use; `lost` if it broke. */
export function cannotRead(cause: unknown, dsn: Dsn, lost: boolean): DatabaseError {
  return explain(cause, dsn, lost ? new Map() : READ_REASONS, {
    lost,
    otherwise: ({database, said, server}) => [
      lost
        ? `The connection to PostgreSQL was lost (${server}): ${said}`
        : `Cannot read the packages in database "${database}": ${said}`,
    ],
  })
}

function explain(
  cause: unknown,
  {database, host, port, user}: Dsn,
  reasons: ReadonlyMap<string, Reason>,
  {lost = false, otherwise}: {readonly lost?: boolean; readonly otherwise: Reason},
): DatabaseError {
  const code = String((cause as {code?: unknown}).code ?? '')
  const [message, suggestion] = (reasons.get(code) ?? otherwise)({
    database: escapeControls(database),
    host: escapeControls(host),
    said: said(cause, code),
    server: host.startsWith('/') ? `${escapeControls(host)}/.s.PGSQL.${port}` : `${escapeControls(host)}, port ${port}`,
    user: escapeControls(user),
  })
  return new DatabaseError(message, {cause, lost, suggestions: suggestion === undefined ? [] : [suggestion]})
}

function said(cause: unknown, code: string): string {
  // Of the several addresses of a host, each failed with an error of its own; the code is one for all.
  const text = (cause as Error).message || code
  const [, words] = TEXTS.find(([pattern]) => pattern.test(text)) ?? []
  return words ?? escapeControls(text.replaceAll(/\s+/g, ' '))
}
