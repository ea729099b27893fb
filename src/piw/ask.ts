import type {default as Inquirer} from 'inquirer'

import {InterruptedError} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {isUnicodeTerminal} from '../text/unicode.js'

/** Asks questions as inquirer has them. */
export type Prompt = ReturnType<typeof Inquirer.createPromptModule<never>>

/** What inquirer draws with where the locale has no more than ASCII. */
const ASCII = {
  icon: {cursor: '>'},
  prefix: {done: '*', idle: '?'},
  spinner: {frames: ['-', '\\', '|', '/'], interval: 80},
  style: {keysHelpTip: () => 'Arrow keys and Enter'},
} as const

/** The user said no. */
export class DeclinedError extends PiwError {
  override readonly name = 'DeclinedError'

  constructor() {
    super('Not confirmed; nothing was sent.', {kind: 'usage'})
  }
}

/** Whether there is somebody to ask; a prompt on a pipe would take what comes for an answer, or wait for ever. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY
}

/**
 * Asks something.
 *
 * @param question asks it, with the theme given
 * @param signal ends the asking
 * @throws {DeclinedError} when the answer is Ctrl-C or the end of input
 * @throws {InterruptedError} when the signal is aborted while the question stands
 */
export async function ask<T>(
  question: (prompt: Prompt, theme: Partial<typeof ASCII>) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  // The slowest import of all: only for those who are asked.
  const {default: inquirer} = await import('inquirer')
  const ended = new AbortController()
  // When its input ends (Ctrl-D), inquirer stops reading and leaves it at that: its promise would never be settled. It
  // stops reading after an answer, too, which is settled by the next turn.
  const onPause = () => setImmediate(() => ended.abort())
  process.stdin.on('pause', onPause)
  try {
    const prompt = inquirer.createPromptModule({signal: AbortSignal.any([signal, ended.signal])})
    return await question(prompt, isUnicodeTerminal() ? {} : ASCII)
  } catch (error) {
    if (signal.reason instanceof InterruptedError) throw signal.reason
    if ((error as Error).name !== 'ExitPromptError' && !ended.signal.aborted) throw error
    throw new DeclinedError()
  } finally {
    process.stdin.off('pause', onPause)
  }
}
