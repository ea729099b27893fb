import type {Observation} from './gauge.js'
import type {History} from './history.js'
import type {Hold} from './hold.js'

import {median} from './median.js'

/** How long a flush that does not show is taken to have been, in seconds: what does not show proves little. */
const UNSEEN = 0.25

/** Of how many observations in a row the middle one counts. */
const MEDIAN_OF = 5

/** How many observations there have to be before any counts. */
const FIRST = 3

/** From how few pages a speed is not told. */
const FEW = 4

/** How soon after the end of a long flush the next one has begun, in seconds, if it followed at once. */
const AT_ONCE = 0.5

/**
 * How many pages a second the writer manages: what was requested in the time that a flush stands for, a hold ago,
 * divided by how long the flush took. Neither is known exactly, so that an observation gives a lowest and a highest
 * speed, and what was believed before is changed only as far as it contradicts the last few of these.
 */
export class Speed {
  #highest: readonly number[] = []
  readonly #history: History
  readonly #hold: Hold
  #last: Observation | undefined
  #lowest: readonly number[] = []
  #value: number
  #worst = Infinity

  /**
   * @param first what is believed before anything was seen
   * @param history what was requested
   * @param hold how long it is kept before it is written
   */
  constructor(first: number, history: History, hold: Hold) {
    this.#value = first
    this.#history = history
    this.#hold = hold
  }

  /** In requests a second. */
  get value(): number {
    return this.#value
  }

  observe(observation: Observation): void {
    const {began, gap, isStall, wait} = observation
    const span = this.#span(observation)
    const counts = this.#counts(began, span)
    const few = Math.min(...counts)
    // A long silence may have been several flushes, the last of which wrote what was requested until a hold before its end.
    const many = Math.max(...(wait > 1 ? this.#counts(began + gap, span + gap) : counts))
    this.#last = observation
    this.#lowest = [...this.#lowest, few / (isStall ? gap : Math.max(gap, UNSEEN))].slice(-MEDIAN_OF)
    const highest = isStall && many >= FEW ? many / wait : Infinity
    this.#worst = Math.min(this.#worst, highest)
    this.#highest = [...this.#highest, highest].slice(-MEDIAN_OF)
    if (this.#lowest.length < FIRST) return
    this.#value = Math.max(Math.min(this.#value, median(this.#highest)), median(this.#lowest))
  }

  /** The master is overloaded: its silences may each be several flushes, and tell little one by one. */
  overloaded(): void {
    this.#worst = Infinity
  }

  /** The master has got over it: what counts is the worst that was seen since {@link overloaded}. */
  recover(): void {
    this.#value = Math.min(this.#value, this.#worst)
    this.#lowest = []
    this.#highest = []
  }

  /** How many pages a flush that began then has written, for each hold that there may be. */
  #counts(began: number, span: number): number[] {
    const {longest, shortest} = this.#hold
    const steps = Math.ceil(longest - shortest)
    return Array.from({length: steps + 1}, (_, step) => {
      const until = began - shortest - (step * (longest - shortest)) / steps
      return this.#history.between(until - span, until)
    })
  }

  /** How long the requests had time to come in that a flush stands for, in seconds. */
  #span({began}: Observation): number {
    const last = this.#last
    const followsAtOnce = last !== undefined && last.wait > 1 && began - (last.began + last.gap) < AT_ONCE
    return followsAtOnce ? began - last.began : 1
  }
}
