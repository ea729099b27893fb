import type {Pace} from './pace.js'

import {Rhythm} from './rhythm.js'
import {Schedule} from './schedule.js'

/** The longest gap in replies that is made up for, in seconds, to avoid bursts. */
const MAX_MADE_UP = 2

/** Keeps a fixed rate, in requests per second, whatever the master does. */
export class FixedPace implements Pace {
  readonly #rhythm: Rhythm
  readonly #schedule: Schedule

  constructor(rate: number, now: number) {
    this.#rhythm = new Rhythm(now)
    this.#schedule = new Schedule(rate, now)
  }

  get longestWait(): number | undefined {
    return this.#rhythm.longest
  }

  get rate(): number {
    return this.#schedule.rate
  }

  answered(now: number): void {
    const {gap} = this.#rhythm.answered(now)
    this.#schedule.answered()
    // At a slower rate, no request is due in the second after a flush.
    if (gap !== undefined && this.rate >= 1) this.#schedule.pause(now, Math.min(gap, MAX_MADE_UP))
  }

  heldUp(now: number): void {
    this.#rhythm.heldUp(now)
  }

  next(): number {
    return this.#schedule.next()
  }

  secondsFor(count: number): number {
    return count / this.rate
  }

  sent(now: number): void {
    this.#rhythm.sent(now)
    this.#schedule.sent(now)
  }
}
