/**
 * The exit codes of every piw command. A test checks help, man page and documents against this table
 * (`test/errors/exit-codes.test.ts`).
 */
export const EXIT_CODES = {
  /** Something failed: a package was refused or unanswered, a page not written, no master, no database. */
  failure: 1,
  /** Stopped by Ctrl-C, after the requests in flight were settled. */
  SIGINT: 130,
  /** Stopped by SIGTERM, after the requests in flight were settled. */
  SIGTERM: 143,
  /** Every request was queued; with `--wait`, every page was written. */
  success: 0,
  /** A usage or configuration error, or the prompt was declined: nothing was sent. */
  usage: 2,
} as const

/** The signals that stop a command gracefully. */
export type StopSignal = 'SIGINT' | 'SIGTERM'

/** The user stopped the command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  /** The exit code, where oclif looks for it. */
  readonly oclif: {readonly exit: number}
  readonly signal: StopSignal

  constructor(signal: StopSignal) {
    super(`Stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}.`)
    this.oclif = {exit: EXIT_CODES[signal]}
    this.signal = signal
  }
}

/** The exit code of an error; read from the error itself, so that errors of another copy of this package work, too. */
export function exitCodeOf(error: unknown): number {
  const exit = (error as null | undefined | {oclif?: {exit?: unknown}})?.oclif?.exit
  return typeof exit === 'number' ? exit : EXIT_CODES.failure
}
