import type {Observation} from './gauge.js'

import {median} from './median.js'

/** How long a master keeps a page in its buffer, in seconds, with the second that passes at most until it looks. */
const USUAL = 61

/** Which share of the usual hold it is at least, until it is seen how long it is. */
const SHARE = 0.4

/** How often the master looks through its buffer, in seconds. */
const EVERY = 1

/** How much shorter than seen it may be, in seconds: requests are counted evened out over so many. */
const UNSURE = 3

/**
 * How many stalls, after how many seconds, show that the first pages are being written: one a second, as exactly as
 * this, in seconds; how many of them may be missed, since a flush of few pages does not always show and whatever else
 * goes on can be longer; how many times as long as was usual before one waits in them; and for how long after the usual
 * hold they may still show it, in seconds.
 */
const ONSET = {exact: 0.1, late: 15, missed: 2, quiet: 2, stalls: 5, times: 4} as const

/**
 * How long the master keeps a page in its buffer: about as long as in production, until it is seen when it begins to
 * write.
 */
export class Hold {
  #isFound = false
  #longest = USUAL
  readonly #seen: Observation[] = []
  #shortest = USUAL * SHARE
  readonly #start: number

  /** @param start when the first request could be sent */
  constructor(start: number) {
    this.#start = start
  }

  /** How long it is at most, in seconds. */
  get longest(): number {
    return this.#longest
  }

  /** How long it is at least, in seconds. */
  get shortest(): number {
    return this.#shortest
  }

  /** Whether the first pages are being written by now. */
  isOver(now: number): boolean {
    return now - this.#start > this.#longest
  }

  observe(observation: Observation): void {
    if (this.#isFound || this.isOver(observation.began - ONSET.late)) return
    this.#seen.push(observation)
    const first = this.#onset()
    if (first === undefined) return
    const before = this.#seen.slice(0, this.#seen.indexOf(first))
    const quiet = before.findLast(({isStall}) => !isStall)
    this.#isFound = true
    this.#longest = Math.min(USUAL, first.began + first.gap - this.#start)
    // The first flush was after the last second that was quiet, and the master had looked a second before it.
    const quietFor = (quiet?.began ?? this.#start) - this.#start
    this.#shortest = Math.max(SHARE * this.#longest, Math.min(quietFor, this.#longest) - EVERY - UNSURE)
  }

  /** The first one of the stalls that recur in each second up to now. */
  #onset(): Observation | undefined {
    const seen = this.#seen
    const row: Observation[] = []
    let missed = 0
    for (let index = seen.length - 1; index >= 0 && missed <= ONSET.missed; index--) {
      const observation = seen[index]!
      if (observation.isStall && (row[0] === undefined || isSeconds(row[0].began - observation.began))) {
        row.unshift(observation)
      } else {
        missed++
      }
    }

    const [first] = row
    if (first === undefined || row.length < ONSET.stalls) return undefined
    const before = seen.slice(0, seen.indexOf(first))
    if (before.length < ONSET.quiet) return undefined
    return median(waits(row)) >= ONSET.times * median(waits(before)) ? first : undefined
  }
}

/** Whether it is about a few whole seconds, the inexactness of each included. */
function isSeconds(time: number): boolean {
  const whole = Math.round(time / EVERY)
  return whole <= ONSET.missed + 1 && Math.abs(time - whole * EVERY) <= ONSET.exact * whole
}

function waits(observations: readonly Observation[]): number[] {
  return observations.map(({wait}) => wait)
}
