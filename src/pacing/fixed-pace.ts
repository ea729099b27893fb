import type {Pace} from './pace.js'

import {Rhythm} from './rhythm.js'
import {Schedule} from './schedule.js'

/** For how many seconds of silence sending is made up for: a longer silence is followed by no burst. */
const MADE_UP = 2

/** Keeps to a rate, in requests per second, whatever the master makes of it. */
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
    const {silence} = this.#rhythm.answered(now)
    this.#schedule.answered()
    if (silence !== undefined) this.#schedule.pause(now, Math.min(silence, MADE_UP))
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
