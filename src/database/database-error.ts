import {PiwError, type PiwErrorOptions} from '../errors/piw-error.js'
import {codeOf, reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** Nobody listens (yet); too many connections; starting, stopping or recovering. */
const PASSING: ReadonlySet<string> = new Set(['57P03', '53300', 'ECONNREFUSED'])

/** An error of the database of packages. The message is one line, and never contains a password. */
export class DatabaseError extends PiwError {
  /** Whether the server refused a connection for reasons that pass: it is starting, or full. */
  readonly isPassing: boolean
  /** Whether an open connection broke: a new one may succeed. */
  readonly lost: boolean
  override readonly name = 'DatabaseError'

  constructor(message: string, options: PiwErrorOptions & {readonly lost?: boolean} = {}) {
    super(message, options)
    this.isPassing = PASSING.has(codeOf(options.cause))
    this.lost = options.lost ?? false
  }
}

/** The error for an invalid database address. Of kind `usage`. */
export function malformed(problem: string, cause?: unknown): DatabaseError {
  return new DatabaseError(`Invalid database address (dsn): ${problem}`, {
    cause,
    kind: 'usage',
    suggestions: ['Give an address such as postgres:///piwheels with --dsn, or as dsn in piwheels.conf.'],
  })
}

/** The parts of a message, safe to print. */
interface Words {
  readonly database: string
  readonly reason: string
  readonly server: string
  readonly user: string
}

/** The database of the connection. */
type Target = Readonly<Record<'database' | 'host' | 'user', string>> & {readonly port: number}

type Message = (words: Words) => readonly [message: string, suggestion?: string]

const OTHER_DSN = 'Give the address of the database with --dsn, or as dsn in piwheels.conf.'
const OTHER_USER = "Run piw as the master's user, or name a user in the dsn."

const notRunning: Message = ({reason, server}) => [`PostgreSQL is not running at ${server} (${reason})`, OTHER_DSN]

/** By the codes of PostgreSQL and of the operating system. */
const CONNECT_MESSAGES: ReadonlyMap<string, Message> = new Map<string, Message>([
  ['3D000', ({database, server}) => [`PostgreSQL has no database "${database}" (${server})`, OTHER_DSN]],
  ['28P01', ({server, user}) => [`PostgreSQL refused the password of user "${user}" (${server})`, OTHER_DSN]],
  ['57P03', ({reason}) => [`PostgreSQL does not accept connections at the moment: ${reason}`, 'Try again later.']],
  [
    '28000',
    ({reason, user}) => [
      `PostgreSQL refused user "${user}": ${reason}`,
      /no encryption|SSL off/.test(reason)
        ? `${OTHER_USER} If the server requires TLS, add sslmode=require to the dsn.`
        : OTHER_USER,
    ],
  ],
  ['42501', ({database, reason, user}) => [`User "${user}" may not use database "${database}": ${reason}`, OTHER_USER]],
  ['EACCES', ({reason, server}) => [`Cannot connect to PostgreSQL (${server}): ${reason}`, OTHER_USER]],
  ['ECONNREFUSED', notRunning],
  ['ENOENT', notRunning],
])

/** Errors of pg without a code, in words that need no knowledge of pg. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^timeout expired$/, 'it did not answer in time'],
  [/^SASL: .*password must be/, 'it requires a password, but none is given'],
  [/^Connection terminated/, 'it closed the connection'],
  [/does not support SSL/, 'it does not support TLS; add sslmode=disable to the dsn to connect without'],
]

const READ_MESSAGES: ReadonlyMap<string, Message> = new Map<string, Message>([
  ['42P01', ({database}) => [`Database "${database}" has no table "packages"`, OTHER_DSN]],
  ['42501', ({database, user}) => [`User "${user}" may not read the packages in database "${database}"`, OTHER_USER]],
])

/** The error for a connection that cannot be made; the notes are about what was tried. */
export function cannotConnect(cause: unknown, target: Target, notes: readonly string[] = []): DatabaseError {
  return explain(cause, target, CONNECT_MESSAGES, {
    notes,
    otherwise: ({reason, server}) => [`Cannot connect to PostgreSQL (${server}): ${reason}`, OTHER_DSN],
  })
}

/** The error for a query that failed; `lost` if the connection broke. */
export function cannotRead(cause: unknown, target: Target, lost: boolean): DatabaseError {
  return explain(cause, target, lost ? new Map() : READ_MESSAGES, {
    lost,
    otherwise: ({database, reason, server}) => [
      lost
        ? `The connection to PostgreSQL was lost (${server}): ${reason}`
        : `Cannot read the packages in database "${database}": ${reason}`,
    ],
  })
}

function explain(
  cause: unknown,
  {database, host, port, user}: Target,
  messages: ReadonlyMap<string, Message>,
  {
    lost = false,
    notes = [],
    otherwise,
  }: {readonly lost?: boolean; readonly notes?: readonly string[]; readonly otherwise: Message},
): DatabaseError {
  const [message, suggestion] = (messages.get(codeOf(cause)) ?? otherwise)({
    database: escapeControls(database),
    reason: reasonFor(cause),
    server: host.startsWith('/') ? `${escapeControls(host)}/.s.PGSQL.${port}` : `${escapeControls(host)}, port ${port}`,
    user: escapeControls(user),
  })
  return new DatabaseError(message, {
    cause,
    lost,
    suggestions: [...notes, ...(suggestion === undefined ? [] : [suggestion])],
  })
}

function reasonFor(cause: unknown): string {
  const [, words] = TEXTS.find(([pattern]) => pattern.test((cause as Error).message)) ?? []
  return words ?? reasonOf(cause).replaceAll(/\s+/g, ' ')
}
