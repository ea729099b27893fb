import {type ErrorKind, PiwError, type PiwErrorOptions} from '../errors/piw-error.js'
import {reasonOf} from '../errors/system-error.js'

/** A line of a list that is not a package name. */
export interface BadLine {
  /** Counted from 1. */
  readonly line: number
  /** A sentence that shows the name and says what is wrong with it. */
  readonly problem: string
}

/** How many bad lines a message shows. */
export const SHOWN_LINES = 5

/** A list of packages that cannot be read, or not as one. Of kind `usage` unless given: nothing was sent. */
export class ListFileError extends PiwError {
  override readonly name = 'ListFileError'

  constructor(message: string, options: PiwErrorOptions = {}) {
    super(message, {kind: 'usage', ...options})
  }
}

/** Says how many lines are bad, and which come first. */
export function badLines(list: string, first: readonly BadLine[], total: number): ListFileError {
  const [only] = first
  if (total === 1 && only) return new ListFileError(`${list}, line ${only.line}: ${only.problem}`)
  const lines = first.map(({line, problem}) => `  line ${line}: ${problem}`)
  if (total > first.length) lines.push(`  and ${total - first.length} more`)
  return new ListFileError([`${list} has ${total} lines that are not package names:`, ...lines].join('\n'))
}

/** The error for a list that cannot be opened or read. */
export function unreadable(list: string, cause: unknown, kind: ErrorKind = 'usage'): ListFileError {
  return new ListFileError(list === '' ? '--packages-from names no file' : `Cannot read ${list}: ${reasonOf(cause)}`, {
    cause,
    kind,
    suggestions: ['Give --packages-from a file with one package name per line, or - for standard input.'],
  })
}
