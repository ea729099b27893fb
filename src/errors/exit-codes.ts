/**
 * Exit codes of every piw command. A test (`test/errors/exit-codes.test.ts`) checks help, man page and documents against
 * this table.
 */
export const EXIT_CODES = {
  /** Something failed: a package refused, an answer missing, a page not written, no master, no database. */
  failure: 1,
  /** Stopped by SIGHUP, the end of its terminal, after outstanding requests were settled. */
  SIGHUP: 129,
  /** Stopped by Ctrl-C, after outstanding requests were settled. */
  SIGINT: 130,
  /** Stopped by SIGTERM, after outstanding requests were settled. */
  SIGTERM: 143,
  /** Every request was queued; with `--wait`, every page was written. */
  success: 0,
  /** Usage or configuration error, or the prompt was declined: nothing was sent. */
  usage: 2,
} as const

/** The signals that stop a command cleanly. */
export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'

/** The user stopped the command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  /** The exit code in oclif's property. */
  readonly oclif: {readonly exit: number}
  readonly signal: StopSignal

  constructor(signal: StopSignal) {
    super(`Stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}.`)
    this.oclif = {exit: EXIT_CODES[signal]}
    this.signal = signal
  }
}

/** The exit code of an error. Read from a property, so that errors of another copy of this package work too. */
export function exitCodeOf(error: unknown): number {
  const exit = (error as null | undefined | {oclif?: {exit?: unknown}})?.oclif?.exit
  return typeof exit === 'number' ? exit : EXIT_CODES.failure
}
