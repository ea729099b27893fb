import type {RebuildRequest} from '../../import-queue/messages.js'

import {clock} from '../../pacing/turns.js'
import {RequestQueue, type Timed} from './request-queue.js'

/** For how long a master holds a page back, in seconds, with the second that passes at most until it looks. */
const HOLD = 61

/** How many pages a second even a slow writer writes. */
const SLOW_WRITER = 15

/** How much of a time without answers counts at most, in seconds: a master that is stopped or paused writes nothing. */
const GAP = 1

/** How many pages are looked at at a time. */
const BATCH = 64

/** By how much the system's clock may be set, in milliseconds, for the times of files to be believed. */
const CLOCK_STEP = 500

/**
 * Whether the page of a request was written after a moment, in milliseconds since 1970. It is false where nobody can
 * tell, and never throws.
 */
export type IsWrittenSince = (request: RebuildRequest, moment: number) => Promise<boolean>

/** How long so many pages may take until they are written, in seconds, on a master that is up and running. */
export function mostSecondsFor(pages: number): number {
  return HOLD + pages / SLOW_WRITER
}

/** What the master has queued and may not have written. Where pages are watched, only some of this is needed. */
export interface QueuedPages {
  /** The master has queued it: the answer came at that time, or before. */
  add?(request: RebuildRequest, time: number): void
  /** Lets go of all. */
  close?(): void
  /**
   * Resolves once nothing is waited for any more; called whenever all requests have their answers. Unless given, nothing
   * is waited for.
   */
  ended?(): Promise<void>
  /** What was queued before this moment has been written; nothing is known unless given. */
  learn?(until?: number): void
  /** What may not have been written, oldest first. It is to be requested again, and no longer counts as queued. */
  take(): AsyncIterable<RebuildRequest>
}

/**
 * What the master has queued and may not have written, without being told what is written: from what the pace has learnt,
 * or else by a careful bound. Times are in seconds by the clock of the pacing.
 *
 * The bound is a writer that is slower than any seen: it begins with a page when that has been held back for as long as
 * in production, and the one before it is written. Its time passes only while answers come.
 */
export class Unwritten implements QueuedPages {
  /** For how long the master has been seen to answer, in seconds. */
  #alive = 0
  /** When the slow writer was done with what is not in the queue any more, by {@link #alive}. */
  #free = 0
  readonly #isWrittenSince: IsWrittenSince | undefined
  #lastAnswer = clock()
  /** What {@link writtenUntil} was when the queue was emptied otherwise than by what is written; undefined unless it was. */
  #lastWritten: number | undefined
  readonly #queue = new RequestQueue()
  /** What the system's clock said at zero of the other clock, in milliseconds since 1970. */
  readonly #zero = zero()

  /** @param isWrittenSince looks at a page; none is looked at unless given */
  constructor(isWrittenSince?: IsWrittenSince) {
    this.#isWrittenSince = isWrittenSince
  }

  add(request: RebuildRequest, time: number): void {
    this.#lastWritten = undefined
    this.#alive += Math.min(Math.max(time - this.#lastAnswer, 0), GAP)
    this.#lastAnswer = time
    this.#queue.push(request, time, this.#alive)
  }

  close(): void {
    this.#lastWritten = this.writtenUntil()
    this.#queue.close()
  }

  learn(until = -Infinity): void {
    for (let {oldest} = this.#queue; oldest; oldest = this.#queue.oldest) {
      const done = Math.max(this.#free, oldest.alive + HOLD) + oldest.pages / SLOW_WRITER
      if (oldest.last >= until && done > this.#alive) return
      this.#free = Math.min(done, this.#alive)
      this.#queue.dropOldest()
    }
  }

  async *take(): AsyncGenerator<RebuildRequest, void, undefined> {
    this.#lastWritten = this.writtenUntil()
    // Once the system's clock was set, the times of files mean nothing.
    const look = Math.abs(zero() - this.#zero) < CLOCK_STEP ? this.#isWrittenSince : undefined
    while (this.#queue.length > 0) {
      const batch: Timed[] = []
      while (this.#queue.length > 0 && batch.length < BATCH) batch.push(this.#queue.shift()!)
      const areWritten = await Promise.all(batch.map(({request, time}) => look?.(request, this.#zero + time * 1000)))
      for (const [index, {request}] of batch.entries()) if (!areWritten[index]) yield request
    }
  }

  /** All that was queued before this moment has been written; what is queued later than now does not matter. */
  writtenUntil(): number {
    return this.#lastWritten ?? this.#queue.oldest?.first ?? clock()
  }
}

function zero(): number {
  return Date.now() - clock() * 1000
}
