import type {RebuildRequest} from '../../import-queue/messages.js'

import {clock} from '../../pacing/turns.js'
import {RequestQueue, type Timed} from './request-queue.js'

/** The master's buffering delay, in seconds, including up to a second until its next check. */
const HOLD = 61

/** Speed of a slow writer, in pages per second. */
const SLOW_WRITER = 15

/** Maximum counted gap between answers, in seconds: a stopped or paused master writes nothing. */
const GAP = 1

/** Number of pages checked at a time. */
const BATCH = 64

/** Maximum change of the system clock for which file times are trusted, in milliseconds. */
const CLOCK_STEP = 500

/**
 * Whether the page of a request was written after a time, in milliseconds since 1970. False if unknown; never throws.
 */
export type IsWrittenSince = (request: RebuildRequest, moment: number) => Promise<boolean>

/** Maximum time until a number of pages are written by a running master, in seconds. */
export function mostSecondsFor(pages: number): number {
  return HOLD + pages / SLOW_WRITER
}

/** Requests that the master has queued and may not have written. If pages are watched, only some members are needed. */
export interface QueuedPages {
  /** Adds a queued request; its answer arrived at that time or before. */
  add?(request: RebuildRequest, time: number): void
  /** Releases all resources. */
  close?(): void
  /**
   * Resolves when no page is awaited; called whenever every request is answered. Unless given, no pages are awaited.
   */
  ended?(): Promise<void>
  /** Drops requests queued before this time, as their pages are written; unknown unless given. */
  learn?(until?: number): void
  /** Takes out requests that may not have been written, oldest first. They are requested again. */
  take(): AsyncIterable<RebuildRequest>
}

/**
 * Estimates which queued requests the master may not have written: from the measured pace, otherwise by a conservative
 * bound. Times are in seconds by the clock of the pacing.
 *
 * The bound is a model writer slower than any observed one. It starts a page after the buffering delay of production and
 * after the previous page. Its time advances only while answers arrive.
 */
export class Unwritten implements QueuedPages {
  /** Accumulated time in which the master answered, in seconds. */
  #alive = 0
  /** When the model writer finished the requests removed from the queue, by {@link #alive}. */
  #free = 0
  readonly #isWrittenSince: IsWrittenSince | undefined
  #lastAnswer = clock()
  /** Value of {@link writtenUntil} when the queue was emptied by {@link take} or {@link close}; undefined otherwise. */
  #lastWritten: number | undefined
  readonly #queue = new RequestQueue()
  /** System time at zero of the other clock, in milliseconds since 1970. */
  readonly #zero = zero()

  /** @param isWrittenSince checks a page; no pages are checked unless given */
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

  /** Pages of requests queued before this time have been written; at most the current time. */
  writtenUntil(): number {
    return this.#lastWritten ?? this.#queue.oldest?.first ?? clock()
  }
}

function zero(): number {
  return Date.now() - clock() * 1000
}
