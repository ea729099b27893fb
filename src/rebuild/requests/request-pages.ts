import type {ImportQueue} from '../../import-queue/import-queue.js'
import type {PaceMaker} from '../../pacing/turns.js'
import type {RunEvent} from '../events.js'
import type {Requests} from './backlog.js'
import type {QueuedPages} from './unwritten.js'

import {type Outcome, unanswered} from './outcome.js'
import {Requester} from './requester.js'

/** Events of the connection. */
export type ConnectionEvent = Extract<RunEvent, {readonly type: 'back' | 'busy' | 'invalid' | 'lost'}>

export interface RequestOptions {
  /** Opens a new connection. */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** Time for outstanding requests to be answered after the run is stopped, in seconds; 5 unless given. */
  readonly grace?: number
  /** Whether a run that ends early lists the packages it did not request; no unless given. For short sources only. */
  readonly namesRest?: boolean
  readonly notify?: (event: ConnectionEvent) => void
  /** Unlimited unless given; each connection starts with a new pace. */
  readonly pace?: PaceMaker | undefined
  /** The first connection. */
  readonly queue: ImportQueue
  /** Stores requests that the master has queued and may not have written. */
  readonly queued: QueuedPages
  /** Read only as fast as the master answers; released when the run ends. */
  readonly requests: Requests
  /** Stops the run: nothing more is sent, and outstanding requests have a few seconds to be answered. */
  readonly signal?: AbortSignal
  /** Timeout without any answer, connected or not, in seconds. */
  readonly timeout: number
  /** Maximum number of outstanding requests; the connection's default unless given. */
  readonly window?: number
}

/**
 * Sends requests to the master and yields the outcome of each, in order, in batches.
 *
 * When the master goes away it is awaited. On a new connection, what it had queued and may not have written is asked
 * for again, each with a second outcome, and then what it had not answered: asking twice is harmless, losing a request
 * is not. Whatever ends the run, each request that was sent has its outcome first.
 *
 * An outcome is yielded one answer late. A superfluous answer shifts the following ones by one; by the time that is
 * detected, the answer before may have been assigned to the wrong request. Its outcome has then not been yielded, and the
 * request is sent again.
 *
 * @throws {MasterGoneError} when the master does not return in time
 * @throws {NoAnswerError} when the master is connected and does not answer in time
 * @throws {InvalidRepliesError} when the master keeps sending invalid replies
 * @throws errors of the source, after all sent requests are settled
 */
export async function* requestPages(options: RequestOptions): AsyncGenerator<readonly Outcome[], void, undefined> {
  const {namesRest = false, signal} = options
  const requester = new Requester(options)
  try {
    let failure: unknown
    try {
      yield* requester.outcomes()
    } catch (error) {
      failure = error
    } finally {
      requester.hangUp()
    }

    for await (const request of requester.repeats()) yield [unanswered(request, true)]
    yield requester.unsettled.map((request) => unanswered(request, false))
    if (namesRest && (failure !== undefined || signal?.aborted)) yield* requester.rest()
    if (failure !== undefined && !signal?.aborted) throw failure
  } finally {
    requester.end()
  }
}
