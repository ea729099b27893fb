import type {Config} from '@oclif/core/interfaces'

import type {PiwContext} from '../piw/context.js'

import {EXIT_CODES, exitCodeOf} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {canAsk} from '../piw/ask.js'
import {type Part, parts} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {quoted} from '../text/quoted.js'
import {interview} from './interview.js'

/** The command line of `rebuild` without a part. */
export interface Given {
  /** All arguments. */
  readonly argv: readonly string[]
  readonly config: Config
  /** Arguments that are not flags; none are allowed. */
  readonly rest: readonly unknown[]
}

/**
 * Prompts for what to rebuild and runs the corresponding command.
 *
 * @throws {PiwError} of kind `usage`
 */
export async function askAndRun({argv, config, rest}: Given, context: PiwContext): Promise<void> {
  const {bin, json, logger, piwConfig, signal} = context
  const ways = [`Name what to rebuild: ${bin} rebuild ${parts.join('|')}`]
  const [unknown] = rest
  if (unknown !== undefined) throw noPart(String(unknown), bin, ways)
  if (json) throw new PiwError('--json never prompts.', {kind: 'usage', suggestions: ways})
  if (!canAsk() || piwConfig.yes.value) {
    // Slow to load, and needed only here.
    const {showHelp} = await import('./show-help.js')
    await showHelp(config, ['rebuild'])
    process.exitCode = EXIT_CODES.usage
    return
  }

  const choice = await interview({
    dsn: piwConfig.dsn.value,
    signal,
    summaryOf: (part) => config.findCommand(`rebuild:${part}`)?.summary,
    warn: (problem) => logger.warn(problem),
  })
  // Equivalent to the command typed by the user.
  const args = [...choice.args, ...argv]
  const line = [bin, 'rebuild', choice.part, ...args].map((word) => quoted(word)).join(' ')
  logger.note('The same without prompts:', [`  ${escapeControls(line, Number.POSITIVE_INFINITY)}`])
  await runPart(config, choice.part, args)
}

/** Runs the command of a part, as if its command line had been typed. */
export async function runPart(config: Config, part: Part, args: readonly string[]): Promise<void> {
  try {
    await config.runCommand(`rebuild:${part}`, [...args])
  } catch (error) {
    // The error has been shown.
    process.exitCode = exitCodeOf(error)
  }
}

function noPart(unknown: string, bin: string, ways: readonly string[]): PiwError {
  const what = unknown.startsWith('-') ? 'flag' : 'part'
  return new PiwError(`rebuild has no ${what} "${escapeControls(unknown)}".`, {
    kind: 'usage',
    suggestions: [...ways, `To rebuild the pages of a package: ${bin} rebuild project PACKAGE`],
  })
}
