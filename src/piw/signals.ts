import {writeSync} from 'node:fs'

import {EXIT_CODES, InterruptedError, type StopSignal} from '../errors/exit-codes.js'
import {orAborted} from '../errors/or-aborted.js'

const SHOW_CURSOR = '\u001B[?25h'
const SIGNALS: readonly StopSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM']

/**
 * Turns the first Ctrl-C, SIGTERM or SIGHUP into an abort signal, so that a command can end cleanly; a second Ctrl-C or
 * SIGTERM ends the process at once.
 */
export class Signals {
  readonly #controller = new AbortController()
  readonly #handle = (name: NodeJS.Signals): void => {
    // The end of a terminal often comes twice, from the shell and from the kernel.
    if (this.signal.aborted && name === 'SIGHUP') return
    if (this.signal.aborted) {
      showCursor()
      // A second signal means: exit now.
      // eslint-disable-next-line n/no-process-exit, unicorn/no-process-exit
      process.exit(EXIT_CODES[name as StopSignal])
    }

    this.#controller.abort(new InterruptedError(name as StopSignal))
  }

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#handle)
    process.on('SIGUSR1', ignore)
  }

  /** The reason if the user stopped the command. */
  get reason(): InterruptedError | undefined {
    return this.signal.aborted ? (this.signal.reason as InterruptedError) : undefined
  }

  /** Aborted with an {@link InterruptedError}. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Restores the default signal handling. */
  dispose(): void {
    for (const name of SIGNALS) process.off(name, this.#handle)
    process.off('SIGUSR1', ignore)
  }

  /** Waits for work that cannot be cancelled, until the user stops the command. */
  async race<T>(work: Promise<T>): Promise<T> {
    return orAborted(work, this.signal)
  }
}

/** Without a listener, SIGUSR1 has Node.js open its debugger, on a port that every user of the machine can reach. */
function ignore(): void {}

/** Shows the terminal's cursor again, at the beginning of a line, bypassing renderers that buffer output. */
export function showCursor(): void {
  if (!process.stdout.isTTY) return
  try {
    writeSync(process.stdout.fd, `${SHOW_CURSOR}\n`)
  } catch {
    // The terminal may be closed.
  }
}
