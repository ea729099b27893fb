import {EXIT_CODES} from './exit-codes.js'

/**
 * What went wrong, as far as a caller needs to tell it apart: `usage` is something that the user asked for or
 * configured wrongly, and nothing was sent; `failure` is everything else.
 */
export type ErrorKind = 'failure' | 'usage'

export interface PiwErrorOptions {
  readonly cause?: unknown
  /** `failure` unless given. */
  readonly kind?: ErrorKind
  /** Ways out, each a sentence or a command line; none unless given. */
  readonly suggestions?: readonly string[]
}

/** An error meant for the user's eyes: what was expected, what was found, and the ways out. */
export class PiwError extends Error {
  readonly kind: ErrorKind
  override readonly name: string = 'PiwError'
  /** The exit code, where oclif looks for it: any command ends with it, on whatever base class. */
  readonly oclif: {readonly exit: number}
  readonly suggestions: readonly string[]

  constructor(message: string, options: PiwErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.kind = options.kind ?? 'failure'
    this.oclif = {exit: EXIT_CODES[this.kind]}
    this.suggestions = options.suggestions ?? []
  }
}

/** The ways out that an error names. */
export function suggestionsOf(error: Error): readonly string[] {
  return 'suggestions' in error ? (error.suggestions as readonly string[]) : []
}
