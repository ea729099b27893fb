import {PiwError} from '../errors/piw-error.js'
import {wrap} from '../text/format.js'
import {ask, canAsk, DeclinedError} from './ask.js'

/** Prefix and suffix that inquirer adds to the question. */
const MARK = '? '
const ANSWER = ' (y/N) Yes'

export interface TerminalOptions {
  /** Whether standard output is reserved for JSON. */
  readonly json: boolean
  /** Suggestion of the error; `--yes` unless given. */
  readonly suggestion?: string
  /** What needs confirmation, to begin a sentence with; `This` unless given. */
  readonly what?: string
}

/**
 * Checks that a prompt is possible.
 *
 * @throws {PiwError} that names `--yes`
 */
export function requireTerminal({json, suggestion, what = 'This'}: TerminalOptions): void {
  if (!json && canAsk()) return
  const why = json ? '--json never prompts' : 'there is no terminal to prompt at'
  throw new PiwError(`${what} needs confirmation, but ${why}.`, {
    kind: 'usage',
    suggestions: [suggestion ?? 'Add --yes to skip the confirmation.'],
  })
}

/**
 * Asks for confirmation; the default is no.
 *
 * @throws {DeclinedError} when the answer is no, or Ctrl-C or the end of input
 * @throws {InterruptedError} when the signal is aborted before the answer
 */
export async function confirm(message: string, signal: AbortSignal): Promise<void> {
  const {confirmed} = await ask(
    (prompt, theme) => prompt([{default: false, message: fitted(message), name: 'confirmed', theme, type: 'confirm'}]),
    signal,
  )
  if (!confirmed) throw new DeclinedError()
}

/** inquirer would break lines within words. */
function fitted(message: string): string {
  return wrap(message, (process.stdout.columns || 80) - MARK.length, ANSWER.length)
}
