import type {Pace} from './pace.js'

import {Gauge, type Observation} from './gauge.js'
import {History} from './history.js'
import {Hold} from './hold.js'
import {Limiter} from './limiter.js'
import {Speed} from './speed.js'

/** With how many requests a second a run begins, while nothing is known of the writer. */
export const FIRST_RATE = 16

/**
 * Which share of each second the master is to write in at most, since it answers nobody meanwhile; and which share it is
 * to be busy in at most, with taking requests as well, since it cannot keep up otherwise.
 */
export const DUTY = {all: 0.97, writing: 0.9} as const

/** With how many requests a second it goes on however slow the writer seems: with fewer, nothing could be learnt. */
const LEAST_RATE = 2

/** With how many it looks whether the master has got over it, once it was overloaded. */
const LISTENING_RATE = 1

/** How far the writer may be behind before the master counts as overloaded, in seconds. */
const MOST_BEHIND = 6

/** A rate that would change by a smaller share than this stays as it is. */
const NEGLIGIBLE = 0.02

/** Why requests are sent at another rate from now on, in requests a second. */
export type PaceChange = {readonly rate: number} & (
  | {
      readonly reason: 'faster' | 'slower'
      /** What the writer is seen to manage, in requests a second. */
      readonly speed: number
    }
  | {
      readonly reason: 'overloaded'
      /** How long nobody was answered, in seconds. */
      readonly seconds: number
    }
  | {readonly reason: 'recovered'}
)

/**
 * Finds the rate at which requests keep the master's page writer busy without keeping its other clients waiting, from
 * nothing but when requests are sent and answered. It has no clock: times are in seconds, by any clock that only goes
 * forward. docs/pacing.md derives what it does.
 */
export class Pacer implements Pace {
  /** How far the writer is behind, in seconds. */
  #behind = 0
  /** When what has overloaded the master has left its buffer; undefined while it is not overloaded. */
  #freeAt: number | undefined
  readonly #gauge: Gauge
  readonly #history: History
  readonly #hold: Hold
  readonly #limiter: Limiter
  readonly #onChange: (change: PaceChange) => void
  readonly #speed: Speed

  /**
   * @param now when the first request may be sent
   * @param onChange told of each change of the rate
   */
  constructor(now: number, onChange: (change: PaceChange) => void = () => {}) {
    this.#gauge = new Gauge(now)
    this.#history = new History(now)
    this.#hold = new Hold(now)
    this.#limiter = new Limiter(FIRST_RATE, now)
    this.#onChange = onChange
    this.#speed = new Speed(FIRST_RATE / DUTY.writing, this.#history, this.#hold)
  }

  get rate(): number {
    return this.#limiter.rate
  }

  answered(now: number, isQueued: boolean): void {
    const waited = this.#gauge.waiting(now)
    const observation = this.#gauge.answered(now)
    this.#limiter.answered(now)
    if (isQueued) this.#history.add(now)
    if (observation) this.#observe(observation, now)
    // Not only at the end of the second: by then it would be sent a second's worth.
    if (this.#freeAt === undefined && this.#behind + waited - 1 > MOST_BEHIND) this.#overloaded(now, waited)
  }

  heldUp(now: number): void {
    this.#gauge.heldUp(now)
  }

  next(now: number): number {
    return this.#limiter.next(now)
  }

  secondsFor(count: number, now: number): number | undefined {
    if (!this.#hold.isOver(now)) return undefined
    return Math.max(0, (this.#freeAt ?? now) - now) + count / this.#rateFor(this.#speed.value)
  }

  sent(now: number): void {
    this.#gauge.sent(now)
    this.#limiter.sent(now)
  }

  #observe(observation: Observation, now: number): void {
    this.#hold.observe(observation)
    this.#behind = Math.max(0, this.#behind + observation.wait - 1)
    if (this.#hold.isOver(observation.began)) this.#speed.observe(observation)
    if (this.#freeAt === undefined) {
      const rate = this.#rateFor(this.#speed.value)
      if (Math.abs(rate / this.rate - 1) < NEGLIGIBLE) return
      const reason = rate > this.rate ? 'faster' : 'slower'
      this.#set({rate, reason, speed: this.#speed.value})
    } else if (now >= this.#freeAt && observation.wait < 1) {
      this.#freeAt = undefined
      this.#behind = 0
      this.#speed.recover()
      const rate = this.#rateFor(this.#speed.value)
      this.#set({rate, reason: 'recovered'})
    }
  }

  #overloaded(now: number, seconds: number): void {
    this.#freeAt = now + this.#hold.longest
    this.#speed.overloaded()
    this.#set({rate: LISTENING_RATE, reason: 'overloaded', seconds})
  }

  #rateFor(speed: number): number {
    return Math.max(LEAST_RATE, Math.min(DUTY.writing * speed, DUTY.all / (1 / speed + this.#gauge.shortest)))
  }

  #set(change: PaceChange): void {
    this.#limiter.rate = change.rate
    this.#onChange(change)
  }
}
