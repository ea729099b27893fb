import {EXIT_CODES} from './exit-codes.js'

/** The kind of an error: `usage` is a wrong command line or configuration, and nothing was sent; `failure` is any other. */
export type ErrorKind = 'failure' | 'usage'

export interface PiwErrorOptions {
  readonly cause?: unknown
  /** `failure` unless given. */
  readonly kind?: ErrorKind
  /** What to do, each a sentence or a command line; none unless given. */
  readonly suggestions?: readonly string[]
}

/** An error for the user: what was expected, what was found, and what to do. */
export class PiwError extends Error {
  readonly kind: ErrorKind
  override readonly name: string = 'PiwError'
  /** The exit code, where oclif looks for it: any command ends with it, whatever its base class. */
  readonly oclif: {readonly exit: number}
  readonly suggestions: readonly string[]

  constructor(message: string, options: PiwErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.kind = options.kind ?? 'failure'
    this.oclif = {exit: EXIT_CODES[this.kind]}
    this.suggestions = options.suggestions ?? []
  }
}

/** The suggestions of an error; none if it has none. */
export function suggestionsOf(error: Error): readonly string[] {
  return 'suggestions' in error ? (error.suggestions as readonly string[]) : []
}
