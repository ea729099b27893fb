/**
 * What every piw command ends with. Help, man page and documents are checked against this table by a test
 * (`test/errors/exit-codes.test.ts`).
 */
export const EXIT_CODES = {
  /** Something failed: a package refused, an answer missing, a page not written, no master, no database. */
  failure: 1,
  /** Stopped by Ctrl-C, after what was in flight was settled. */
  SIGINT: 130,
  /** Stopped by SIGTERM, after what was in flight was settled. */
  SIGTERM: 143,
  /** Every request was queued; with `--wait`, every page was written. */
  success: 0,
  /** Usage or configuration error, or the prompt was declined: nothing was sent. */
  usage: 2,
} as const

/** The signals that stop a command in good order. */
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

/** The exit code that an error stands for: it says so itself, which holds for another copy of this package, too. */
export function exitCodeOf(error: unknown): number {
  const exit = (error as null | undefined | {oclif?: {exit?: unknown}})?.oclif?.exit
  return typeof exit === 'number' ? exit : EXIT_CODES.failure
}
