import {PiwError} from '../errors.js'

/** What every piw command ends with; shown in the help and in the README. */
export const EXIT_CODES = {
  /** Something failed: a package refused, an answer missing, a page not written, no master, no database. */
  failure: 1,
  /** Stopped by Ctrl-C, after what was in flight was settled. */
  SIGINT: 130,
  /** Stopped by SIGTERM, after what was in flight was settled. */
  SIGTERM: 143,
  /** Every request was queued; where the pages are waited for, all are written. */
  success: 0,
  /** Usage or configuration error, or the prompt was declined: nothing was sent. */
  usage: 2,
} as const

/** The signals that stop a command in good order. */
export type StopSignal = 'SIGINT' | 'SIGTERM'

/** The user stopped the command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly signal: StopSignal

  constructor(signal: StopSignal) {
    super(`Stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}.`)
    this.signal = signal
  }
}

/** The exit code that an error stands for: the one place that decides it. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof PiwError) return EXIT_CODES[error.kind]
  if (error instanceof InterruptedError) return EXIT_CODES[error.signal]
  const exit = (error as undefined | {oclif?: {exit?: unknown}})?.oclif?.exit
  return typeof exit === 'number' ? exit : EXIT_CODES.failure
}
