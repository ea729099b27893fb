import {InterruptedError} from '../command/exit-codes.js'
import {PiwError} from '../errors.js'

/** The user said no. */
export class DeclinedError extends PiwError {
  override readonly name = 'DeclinedError'

  constructor() {
    super('Nothing was sent.', {kind: 'usage'})
  }
}

/**
 * Makes sure that there is somebody to ask; a prompt on a pipe would take its first line for an answer, or wait for
 * ever.
 *
 * @throws {PiwError} that names `--yes`
 */
export function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return
  throw new PiwError('A rebuild of all packages has to be confirmed, but there is no terminal to ask at.', {
    kind: 'usage',
    suggestions: ['Say --yes to go on without being asked, or name the packages.'],
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
  const prompt = inquirer.createPromptModule({signal})
  try {
    const {confirmed} = await prompt([{default: false, message, name: 'confirmed', type: 'confirm'}])
    if (confirmed) return
  } catch (error) {
    if (signal.reason instanceof InterruptedError) throw signal.reason
    if ((error as Error).name !== 'ExitPromptError') throw error
  }

  throw new DeclinedError()
}
