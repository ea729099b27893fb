/** What every piw command ends with; shown in the help and in the README. */
export const EXIT_CODES = {
  /** Something failed: a package refused, an answer missing, no master, no database. */
  failure: 1,
  /** Stopped by Ctrl-C, after what was in flight was settled. */
  SIGINT: 130,
  /** Stopped by SIGTERM, after what was in flight was settled. */
  SIGTERM: 143,
  /** Every request was queued. */
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

/** What the exit code of an error can be told by; none of it need be there. */
interface Telling {
  readonly kind?: unknown
  readonly name?: unknown
  readonly oclif?: {readonly exit?: unknown}
  readonly signal?: unknown
}

/** The exit code that an error stands for: the one place that decides it. */
export function exitCodeOf(error: unknown): number {
  // By its fields, not by its class: a host may have loaded this module twice.
  const {kind, name, oclif, signal} = (error ?? {}) as Telling
  if (error instanceof Error) {
    if (kind === 'failure' || kind === 'usage') return EXIT_CODES[kind]
    if (name === 'InterruptedError' && (signal === 'SIGINT' || signal === 'SIGTERM')) return EXIT_CODES[signal]
  }

  return typeof oclif?.exit === 'number' ? oclif.exit : EXIT_CODES.failure
}
