import type {ImportQueue} from '../../import-queue/import-queue.js'
import type {PaceMaker} from '../../pacing/turns.js'
import type {RunEvent} from '../events.js'
import type {Requests} from './backlog.js'
import type {QueuedPages} from './unwritten.js'

import {type Outcome, unanswered} from './outcome.js'
import {Requester} from './requester.js'

/** What happens to a run besides its outcomes. */
export type ConnectionEvent = Extract<RunEvent, {readonly type: 'back' | 'busy' | 'invalid' | 'lost'}>

export interface RequestOptions {
  /** Opens a new connection. */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** How long what is in flight may take to be settled once the run is stopped, in seconds; 5 unless given. */
  readonly grace?: number
  /** Whether a run that ends before its time names what it did not ask for: no unless given. For short sources only. */
  readonly namesRest?: boolean
  readonly notify?: (event: ConnectionEvent) => void
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
 * When the master goes away it is awaited. On a new connection, what it had queued and may not have written is asked
 * for again, each with a second outcome, and then what it had not answered: asking twice is harmless, losing a request
 * is not. Whatever ends the run, each request that was sent has its outcome first.
 *
 * An outcome is yielded one answer late: an answer too many shifts those after it by one, and when that shows, the
 * answer before has been taken for another's. Then nothing was said about it yet, and it is asked again.
 *
 * @throws {MasterGoneError} when the master does not come back in time
 * @throws {NoAnswerError} when it is there and does not answer in time
 * @throws {InvalidRepliesError} when its replies stay invalid
 * @throws what the source of the requests throws, once what was sent is settled
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
