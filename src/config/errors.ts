import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

export interface ConfigSyntaxErrorOptions {
  readonly cause?: unknown
  /** The file's name; unknown to the parser, which sees bytes only. */
  readonly file?: string
  /** Counted from 1. */
  readonly line: number
  readonly suggestions?: readonly string[]
}

/** A line of a configuration file that the master's own parser would refuse too. A usage error. */
export class ConfigSyntaxError extends PiwError {
  readonly file: string | undefined
  /** Counted from 1. */
  readonly line: number
  override readonly name = 'ConfigSyntaxError'
  /** What was expected and found, without the place. */
  readonly problem: string

  constructor(problem: string, options: ConfigSyntaxErrorOptions) {
    const {cause, file, line, suggestions = []} = options
    super(file === undefined ? `line ${line}: ${problem}` : `${escapeControls(file)}, line ${line}: ${problem}`, {
      cause,
      kind: 'usage',
      suggestions,
    })
    this.file = file
    this.line = line
    this.problem = problem
  }

  /** The same error with the name of the file in its message. */
  inFile(file: string): ConfigSyntaxError {
    const {cause, line, problem, suggestions} = this
    return new ConfigSyntaxError(problem, {cause, file, line, suggestions})
  }
}
