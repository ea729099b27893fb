import {ArgumentParser} from 'argparse'

import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {DESCRIPTION, EPILOG, OPTIONS, type PartName, POSITIONALS, PROGRAM} from './definition.js'

/** What the command line says, as argparse names it. */
export interface Arguments {
  readonly configuration?: string
  readonly importQueue?: string
  readonly logFile?: string
  readonly package?: string
  readonly part: PartName
  readonly verbosity?: 'quiet' | 'verbose'
  readonly yes: boolean
}

/** The help or the version was asked for, and has been printed. */
export class AnsweredError extends Error {
  override readonly name = 'AnsweredError'
}

const HELP = `Try ${PROGRAM} --help for more information.`

/** What is wrong with the command line, and where to look. */
export function usageError(message: string, suggestion = HELP): PiwError {
  return new PiwError(escapeControls(message, Number.POSITIVE_INFINITY), {kind: 'usage', suggestions: [suggestion]})
}

/** Python's argparse, without its way of ending the process in the midst of everything. */
class Parser extends ArgumentParser {
  override error(message: string): never {
    throw usageError(message)
  }

  override exit(): never {
    throw new AnsweredError('Answered')
  }
}

/**
 * Reads a command line as Python's piw-rebuild does.
 *
 * @param argv what stands behind the program's name
 * @param version what `--version` prints
 * @returns the arguments, and apart from them all those that nobody knows
 * @throws {AnsweredError} when the help or the version was asked for
 * @throws {PiwError} of kind `usage`
 */
export function parseArguments(argv: readonly string[], version: string): [Arguments, readonly string[]] {
  const parser = new Parser({
    // Its own would be spelt otherwise than the options around it.
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
