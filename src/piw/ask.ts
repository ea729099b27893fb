import type {default as Inquirer} from 'inquirer'

import {setImmediate as nextTurn} from 'node:timers/promises'

import {InterruptedError} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {isUnicodeTerminal} from '../text/unicode.js'

/** The prompt function of inquirer. */
export type Prompt = ReturnType<typeof Inquirer.createPromptModule<never>>

/** inquirer theme for locales without Unicode. */
const ASCII = {
  icon: {cursor: '>'},
  prefix: {done: '*', idle: '?'},
  spinner: {frames: ['-', '\\', '|', '/'], interval: 80},
  style: {keysHelpTip: () => 'Arrow keys and Enter'},
} as const

/** As a terminal in raw mode sends it. */
const CTRL_C = '\u0003'

/** The user declined. */
export class DeclinedError extends PiwError {
  override readonly name = 'DeclinedError'

  constructor() {
    super('Not confirmed; nothing was sent.', {kind: 'usage'})
  }
}

/** Whether prompts are possible: on a pipe, a prompt would read data as answers or wait forever. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY
}

/**
 * Discards what was typed before the prompt: it answers nothing that was not asked yet. In raw mode an unfinished line is
 * read, too. (inquirer ignores keys until the next turn of the event loop, which reads no input if the prompt begins
 * while input and output are handled, as ours do, and keeps what it has read of a line.)
 *
 * @throws {DeclinedError} for Ctrl-C
 */
async function discardTyped(): Promise<void> {
  const {stdin} = process
  let typed = ''
  const read = (data: Buffer) => {
    typed += data.toString()
  }

  stdin.setRawMode(true)
  stdin.on('data', read)
  // Input is read between the first turn, which may be this one, and the second.
  await nextTurn()
  await nextTurn()
  stdin.off('data', read)
  stdin.pause()
  if (typed.includes(CTRL_C)) throw new DeclinedError()
}

/**
 * Prompts the user. Keys typed before the prompt is shown do not count.
 *
 * @param question shows the prompt with the given theme
 * @param signal cancels the prompt
 * @throws {DeclinedError} when the answer is Ctrl-C or the end of input
 * @throws {InterruptedError} when the signal is aborted before the answer
 */
export async function ask<T>(
  question: (prompt: Prompt, theme: Partial<typeof ASCII>) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  // The slowest import: loaded on use.
  const {default: inquirer} = await import('inquirer')
  const ended = new AbortController()
  // At end of input (Ctrl-D), inquirer stops reading and never settles its promise. It also stops reading after an
  // answer, but then the promise is settled by the next turn of the event loop.
  const onPause = () => setImmediate(() => ended.abort())
  try {
    await discardTyped()
    process.stdin.on('pause', onPause)
    const prompt = inquirer.createPromptModule({signal: AbortSignal.any([signal, ended.signal])})
    return await question(prompt, isUnicodeTerminal() ? {} : ASCII)
  } catch (error) {
    if (signal.reason instanceof InterruptedError) throw signal.reason
    if ((error as Error).name !== 'ExitPromptError' && !ended.signal.aborted) throw error
    throw new DeclinedError()
  } finally {
    process.stdin.off('pause', onPause)
    process.stdin.setRawMode(false)
  }
}
