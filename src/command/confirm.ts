import {PiwError} from '../errors.js'
import {wrap} from '../progress/format.js'
import {isUnicodeTerminal} from '../progress/unicode.js'
import {InterruptedError} from './exit-codes.js'

/** What inquirer puts before the question, and behind it. */
const MARK = '? '
const ANSWER = ' (y/N) Yes'

/** The user said no. */
export class DeclinedError extends PiwError {
  override readonly name = 'DeclinedError'

  constructor() {
    super('Not confirmed, so nothing was sent.', {kind: 'usage'})
  }
}

export interface TerminalOptions {
  /** Whether standard output is for JSON alone. */
  readonly json: boolean
  /** The way out; `--yes` unless given. */
  readonly suggestion?: string
  /** What has to be confirmed, to begin a sentence with; `This` unless given. */
  readonly what?: string
}

/**
 * Makes sure that there is somebody to ask; a prompt on a pipe would take its first line for an answer, or wait for
 * ever.
 *
 * @throws {PiwError} that names `--yes`
 */
export function requireTerminal({json, suggestion, what = 'This'}: TerminalOptions): void {
  if (!json && process.stdin.isTTY && process.stdout.isTTY) return
  const why = json ? 'with --json nothing is asked' : 'there is no terminal to ask at'
  throw new PiwError(`${what} has to be confirmed, but ${why}.`, {
    kind: 'usage',
    suggestions: [suggestion ?? 'Say --yes to go on without being asked.'],
  })
}

/**
 * Asks whether to go on; the default is no.
 *
 * @throws {DeclinedError} when the answer is no, or Ctrl-C or the end of input
 * @throws {InterruptedError} when the signal is aborted while the question stands
 */
export async function confirm(message: string, signal: AbortSignal): Promise<void> {
  // The slowest import of all: only for those who are asked.
  const {default: inquirer} = await import('inquirer')
  const ended = new AbortController()
  // When its input ends (Ctrl-D), inquirer stops reading and leaves it at that: its promise would never be settled. It
  // stops reading after an answer, too, which is settled by the next turn.
  const onPause = () => setImmediate(() => ended.abort())
  process.stdin.on('pause', onPause)
  const prompt = inquirer.createPromptModule({signal: AbortSignal.any([signal, ended.signal])})
  const theme = isUnicodeTerminal() ? {} : {prefix: {done: '*', idle: '?'}}
  try {
    const {confirmed} = await prompt([
      {default: false, message: fitted(message), name: 'confirmed', theme, type: 'confirm'},
    ])
    if (confirmed) return
  } catch (error) {
    if (signal.reason instanceof InterruptedError) throw signal.reason
    if ((error as Error).name !== 'ExitPromptError' && !ended.signal.aborted) throw error
  } finally {
    process.stdin.off('pause', onPause)
  }

  throw new DeclinedError()
}

/** inquirer would break its lines in the midst of words. */
function fitted(message: string): string {
  return wrap(message, (process.stdout.columns || 80) - MARK.length, ANSWER.length)
}
