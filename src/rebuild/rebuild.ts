import type {ImportQueue} from '../import-queue/import-queue.js'
import type {PaceMaker} from '../pacing/turns.js'
import type {Requests} from './backlog.js'
import type {QueuedPages} from './unwritten.js'

import {type Outcome, unanswered} from './outcome.js'
import {Run} from './run.js'

/** What happens to a run besides its outcomes. */
export type RebuildEvent =
  /** What came was no answer; what was in flight is asked again on a new connection. */
  | {readonly again: number; readonly type: 'reconnected'}
  /** No answer for so many seconds, though the connection stands; said every second from the fifth. */
  | {readonly problem: string; readonly type: 'nonsense'}
  /** The master went away; it is waited for. */
  | {readonly seconds: number; readonly type: 'waiting'}
  /**
   * A new connection stands, after the master went away or talked nonsense; so many of the requests that were queued are
   * sent again first, as the master may have died before it wrote their pages.
   */
  | {readonly type: 'lost'}

export interface RebuildOptions {
  /** Opens a new connection. */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** How long what is in flight may take to be settled once the run is stopped, in seconds; 5 unless given. */
  readonly grace?: number
  /** Whether a run that ends before its time names what it did not ask for: no unless given. For short sources only. */
  readonly namesRest?: boolean
  readonly notify?: (event: RebuildEvent) => void
  /** As fast as the master answers unless given; each connection begins with a new one. */
  readonly pace?: PaceMaker | undefined
  /** The first connection. */
  readonly queue: ImportQueue
  /** Keeps what the master has queued and may not have written. */
  readonly queued: QueuedPages
  /** Taken only as fast as the master answers; let go of when the run ends. */
  readonly requests: Requests
  /** Stops the run: nothing more is sent, what is in flight gets a few seconds to be settled. */
  readonly signal?: AbortSignal
  /** How long no answer at all may come before giving up, connected or not, in seconds. */
  readonly timeout: number
  /** How many requests may be unanswered at a time; the connection's default unless given. */
  readonly window?: number
}

/**
 * Asks the master for pages, and yields what became of each request, in order, some at a time.
 *
 * When the master goes away it is waited for. On a new connection, what it had queued and may not have written is asked
 * for again, each with a second outcome, and then what it had not answered: asking twice is harmless, losing a request
 * is not. Whatever ends the run, each request that was sent has its outcome first.
 *
 * An outcome is yielded one answer late: an answer too many shifts those after it by one, and when that shows, the
 * answer before has been taken for another's. Then nothing was said about it yet, and it is asked again.
 *
 * @throws {MasterGoneError} when the master does not come back in time
 * @throws {NoAnswerError} when it is there and does not answer in time
 * @throws {NonsenseError} when it keeps answering nonsense
 * @throws what the source of the requests throws, once what was sent is settled
 */
export async function* rebuild(options: RebuildOptions): AsyncGenerator<readonly Outcome[], void, undefined> {
  const {namesRest = false, signal} = options
  const run = new Run(options)
  try {
    let failure: unknown
    try {
      yield* run.outcomes()
    } catch (error) {
      failure = error
    } finally {
      run.hangUp()
    }

    for await (const request of run.repeats()) yield [unanswered(request, true)]
    yield run.unsettled.map((request) => unanswered(request, false))
    if (namesRest && (failure !== undefined || signal?.aborted)) yield* run.rest()
    if (failure !== undefined && !signal?.aborted) throw failure
  } finally {
    run.end()
  }
}
