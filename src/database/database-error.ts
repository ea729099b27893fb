import {PiwError, type PiwErrorOptions} from '../errors/piw-error.js'

/** The database of packages cannot be used; the message says why, in a line, and never shows a password. */
export class DatabaseError extends PiwError {
  /** Whether a connection that had been made broke: a new one may get what is missing. */
  readonly lost: boolean
  override readonly name = 'DatabaseError'

  constructor(message: string, options: PiwErrorOptions & {readonly lost?: boolean} = {}) {
    super(message, options)
    this.lost = options.lost ?? false
  }
}

/** A database address that makes no sense, or asks for what there is not. Of kind `usage`. */
export function malformed(problem: string, cause?: unknown): DatabaseError {
  return new DatabaseError(`The database address (dsn) is wrong: ${problem}`, {
    cause,
    kind: 'usage',
    suggestions: ['Give one such as postgres:///piwheels, by --dsn or as dsn in piwheels.conf.'],
  })
}
