import {ArgumentParser} from 'argparse'

import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {DESCRIPTION, EPILOG, OPTIONS, type PartName, POSITIONALS, PROGRAM} from './definition.js'

/** Parsed arguments by their argparse names. */
export interface Arguments {
  readonly configuration?: string
  readonly importQueue?: string
  readonly logFile?: string
  readonly package?: string
  readonly part: PartName
  readonly verbosity?: 'quiet' | 'verbose'
  readonly yes: boolean
}

/** The help or the version was printed. */
export class AnsweredError extends Error {
  override readonly name = 'AnsweredError'
}

const HELP = `Try ${PROGRAM} --help for more information.`

/** An error in the command line, with a suggestion. */
export function usageError(message: string, suggestion = HELP): PiwError {
  return new PiwError(escapeControls(message, Number.POSITIVE_INFINITY), {kind: 'usage', suggestions: [suggestion]})
}

/** Python's argparse, but throwing errors instead of exiting. */
class Parser extends ArgumentParser {
  override error(message: string): never {
    throw usageError(message)
  }

  override exit(): never {
    throw new AnsweredError('Answered')
  }
}

/**
 * Parses a command line as Python's piw-rebuild does.
 *
 * @param argv the arguments
 * @param version printed by `--version`
 * @returns the parsed arguments and the unrecognized ones
 * @throws {AnsweredError} after printing the help or the version
 * @throws {PiwError} of kind `usage`
 */
export function parseArguments(argv: readonly string[], version: string): [Arguments, readonly string[]] {
  const parser = new Parser({
    // The built-in help option would be worded unlike the other options.
    // eslint-disable-next-line camelcase
    add_help: false,
    color: false,
    description: DESCRIPTION,
    epilog: EPILOG,
    prog: PROGRAM,
  })
  for (const {flags, settings} of OPTIONS) {
    const versions = settings.action === 'version' ? {version} : {}
    parser.add_argument(flags[0] ?? '', ...flags.slice(1), {...settings, ...versions})
  }

  for (const {name, settings} of POSITIONALS) parser.add_argument(name, settings)
  return parser.parse_known_args<Arguments>([...argv])
}
