import type {Pace} from './pace.js'

import {History} from './history.js'
import {Hold} from './hold.js'
import {type Flush, Rhythm, SHORTEST_PAUSE} from './rhythm.js'
import {Schedule} from './schedule.js'
import {Speed} from './speed.js'
import {loadFor, Target} from './target.js'

/** The speed assumed of an unknown writer, in pages per second: two thirds of what a slow one was seen to manage. */
export const CAREFUL_SPEED = 10

/** The minimum rate, in requests per second: with fewer, nothing could be learnt. */
const LEAST_RATE = 1

/** Smaller relative changes of the rate are not made: each change makes flushes uneven. */
const NEGLIGIBLE = 0.02

/** Smaller relative changes of the rate are not reported. */
const REPORTED = 0.2

/** A flush longer than this multiple of the wait limit means that the master is overloaded. */
const OVERLOADED = 2

/** A new rate, in requests per second, and the reason for it. */
export type PaceChange = {readonly rate: number} & (
  | {
      readonly reason: 'adapted'
      /** The measured writing speed, in packages per second. */
      readonly speed: number
    }
  | {
      readonly reason: 'overloaded'
      /** How long the master answered nobody, in seconds. */
      readonly seconds: number
    }
)

export interface PacerOptions {
  /** The limit on other clients' waits, in seconds. */
  readonly maxWait: number
  readonly onChange?: (change: PaceChange) => void
  /** The writing speed to start from, in packages per second; a careful one unless given. */
  readonly speed?: number | undefined
}

/**
 * An adaptive rate limiter: finds the highest rate at which other clients of the master do not wait longer than a limit,
 * only from the times at which requests are sent and answered. It has no clock: times are in seconds, by any monotonic
 * clock. docs/pacing.md derives how it works.
 */
export class Pacer implements Pace {
  readonly #history = new History()
  #hold: Hold | undefined
  /** Since when predictions are based on measurements. */
  #knownSince: number
  #last: Flush | undefined
  #load: number
  readonly #maxWait: number
  readonly #onChange: (change: PaceChange) => void
  #reportedRate = 0
  readonly #rhythm: Rhythm
  readonly #schedule: Schedule
  readonly #speed: Speed
  readonly #target: Target
  #writtenUntil: number | undefined

  /** @param now when the first request may be sent */
  constructor(now: number, {maxWait, onChange = () => {}, speed}: PacerOptions) {
    this.#knownSince = speed === undefined ? Infinity : now
    this.#load = loadFor(maxWait)
    this.#maxWait = maxWait
    this.#onChange = onChange
    this.#rhythm = new Rhythm(now)
    this.#speed = new Speed(speed ?? CAREFUL_SPEED)
    this.#target = new Target(maxWait)
    this.#schedule = new Schedule(this.#rate, now)
    // As after a flush of the intended length: the first flush's worth of requests may be sent at once.
    this.#schedule.pause(now, maxWait)
  }

  get #rate(): number {
    return Math.max(LEAST_RATE, this.#speed.value * this.#load)
  }

  get longestWait(): number | undefined {
    return this.#rhythm.longest
  }

  get rate(): number {
    return this.#schedule.rate
  }

  /** The measured writing speed of the master, in packages per second; undefined until measurable. */
  get speed(): number | undefined {
    return this.#speed.isKnown ? this.#speed.value : undefined
  }

  answered(now: number, isQueued: boolean): void {
    const {flush, gap} = this.#rhythm.answered(now)
    this.#schedule.answered()
    if (gap !== undefined) this.#schedule.pause(now, Math.min(gap, this.#maxWait))
    if (isQueued) {
      this.#hold ??= new Hold(now)
      this.#history.add(now, 1 / this.#speed.value)
    }

    if (flush && this.#hold) this.#observe(flush, this.#hold)
  }

  heldUp(now: number): void {
    this.#rhythm.heldUp(now)
  }

  next(): number {
    return this.#schedule.next()
  }

  secondsFor(count: number): number | undefined {
    return this.#knownSince < Infinity ? count / this.rate : undefined
  }

  sent(now: number): void {
    this.#rhythm.sent(now)
    this.#schedule.sent(now)
  }

  writtenUntil(): number | undefined {
    return this.#writtenUntil
  }

  #adapt(flush: Flush): void {
    this.#knownSince = Math.min(this.#knownSince, flush.end)
    const speed = this.#speed.value
    const pages = speed * this.#maxWait
    this.#target.aim(this.#speed.scatter / Math.sqrt(pages))
    const before = this.#load
    this.#load = this.#target.load
    const change = this.#rate / this.rate - 1
    if (change > NEGLIGIBLE || change < -NEGLIGIBLE / 2) this.#schedule.rate = this.#rate
    else this.#load = before
    this.#report(flush, speed)
  }

  /** Compares a flush with the requests that it wrote: those accepted one buffering delay before, since the last flush. */
  #learn(flush: Flush, {longest, values}: Hold): void {
    const last = this.#last
    this.#last = flush
    const from = flush.isNext && last ? last.began : flush.began - SHORTEST_PAUSE
    const pages = values.map((hold) => this.#history.count(from - hold, flush.began - hold))
    const likely = values[Math.floor(values.length / 2)] ?? longest
    const predicted = this.#history.predicted(from - likely, flush.began - likely)
    this.#history.forget(flush.began - longest)
    this.#writtenUntil = flush.began - longest
    // After an unseen flush, this one may have written less than counted: good enough for the first estimate only.
    if (Math.min(...pages) === 0 || (!flush.isNext && this.#speed.isKnown)) return
    if (flush.isNext && from - likely > this.#knownSince) this.#target.observe(flush.length / predicted)
    this.#speed.observe(flush, pages, this.#target.isProven)
  }

  #observe(flush: Flush, hold: Hold): void {
    hold.observe(flush)
    if (!hold.isOver(flush.end)) {
      this.#schedule.rate = this.#rate * hold.factor
      return
    }

    const isFirst = this.#last === undefined
    for (const each of isFirst ? hold.seen : [flush]) this.#learn(each, hold)
    if (this.#speed.isKnown) this.#adapt(flush)
  }

  #report({length}: Flush, speed: number): void {
    const {rate} = this
    const isOverloaded = length > OVERLOADED * this.#maxWait
    if (!isOverloaded && Math.abs(rate / this.#reportedRate - 1) < REPORTED) return
    this.#reportedRate = rate
    this.#onChange(isOverloaded ? {rate, reason: 'overloaded', seconds: length} : {rate, reason: 'adapted', speed})
  }
}
