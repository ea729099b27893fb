import type {Pace} from './pace.js'

import {History} from './history.js'
import {Hold} from './hold.js'
import {type Flush, Rhythm, SHORTEST_PAUSE} from './rhythm.js'
import {Schedule} from './schedule.js'
import {Speed} from './speed.js'
import {loadFor, Target} from './target.js'

/** How many pages per second a writer is trusted with of which nothing is known: a third less than a slow one was seen to manage. */
export const CAREFUL_SPEED = 10

/** With how many requests per second it goes on however slow the writer seems: with fewer, nothing could be learnt. */
const LEAST_RATE = 1

/** A rate that would change by a smaller share than this stays as it is: each change makes flushes uneven. */
const NEGLIGIBLE = 0.02

/** By which share a rate has to change, since it was told last, to be told again. */
const WORTH_TELLING = 0.2

/** A flush of so many times the longest wait intended means that the master is overloaded. */
const OVERLOADED = 2

/** Why requests are sent at another rate from now on, in requests per second. */
export type PaceChange = {readonly rate: number} & (
  | {
      readonly reason: 'adapted'
      /** How fast the writer is seen to be, in packages per second. */
      readonly speed: number
    }
  | {
      readonly reason: 'overloaded'
      /** How long nobody was answered, in seconds. */
      readonly seconds: number
    }
)

export interface PacerOptions {
  /** How long other clients of the master should have to wait at most, in seconds. */
  readonly maxWait: number
  readonly onChange?: (change: PaceChange) => void
  /** What the writer is trusted with from the beginning, in packages per second; a careful speed unless given. */
  readonly speed?: number | undefined
}

/**
 * Finds the rate at which the master writes as many pages as it can without keeping its other clients waiting for longer
 * than intended, from nothing but when requests are sent and answered. It has no clock: times are in seconds, by any
 * clock that only goes forward. docs/pacing.md derives what it does.
 */
export class Pacer implements Pace {
  readonly #history = new History()
  #hold: Hold | undefined
  /** Since when what is predicted rests on what was seen. */
  #knownSince: number
  #last: Flush | undefined
  #load: number
  readonly #maxWait: number
  readonly #onChange: (change: PaceChange) => void
  readonly #rhythm: Rhythm
  readonly #schedule: Schedule
  readonly #speed: Speed
  readonly #target: Target
  #toldRate = 0
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
    // As after a flush of the intended length: what the first one writes may be accepted at once.
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

  /** How fast the master is seen to write, in packages per second; undefined while unknown. */
  get speed(): number | undefined {
    return this.#speed.isKnown ? this.#speed.value : undefined
  }

  answered(now: number, isQueued: boolean): void {
    const {flush, silence} = this.#rhythm.answered(now)
    this.#schedule.answered()
    if (silence !== undefined) this.#schedule.pause(now, Math.min(silence, this.#maxWait))
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
    this.#tell(flush, speed)
  }

  /** Compares a flush with what it wrote: what was accepted between the begins of the last one and of this, a hold ago. */
  #learn(flush: Flush, {longest, values}: Hold): void {
    const last = this.#last
    this.#last = flush
    const from = flush.isNext && last ? last.began : flush.began - SHORTEST_PAUSE
    const pages = values.map((hold) => this.#history.count(from - hold, flush.began - hold))
    const likely = values[Math.floor(values.length / 2)] ?? longest
    const predicted = this.#history.predicted(from - likely, flush.began - likely)
    this.#history.forget(flush.began - longest)
    this.#writtenUntil = flush.began - longest
    // After one that did not show, what it wrote is known to be little at most: that is for the first speed only.
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

  #tell({length}: Flush, speed: number): void {
    const {rate} = this
    const isOverloaded = length > OVERLOADED * this.#maxWait
    if (!isOverloaded && Math.abs(rate / this.#toldRate - 1) < WORTH_TELLING) return
    this.#toldRate = rate
    this.#onChange(isOverloaded ? {rate, reason: 'overloaded', seconds: length} : {rate, reason: 'adapted', speed})
  }
}
