import type {Pace} from '../pacing/pace.js'
import type {PaceMaker} from '../pacing/turns.js'
import type {EventBuffer} from './event-buffer.js'
import type {ReportedPace} from './report.js'

import {type PaceChoice, paceMaker} from '../pacing/choice.js'

/** The pace of a run: creates one for each connection, and reports it. */
export class RunPace {
  /** Undefined if unlimited. */
  readonly make: PaceMaker | undefined
  readonly #choice: PaceChoice
  readonly #events: EventBuffer
  #pace: Pace | undefined

  constructor(choice: PaceChoice, events: EventBuffer) {
    this.#choice = choice
    this.#events = events
    const maxWait = choice.kind === 'adaptive' ? choice.maxWait : 0
    const make = paceMaker(choice, (change) => events.add({change, maxWait, type: 'pace'}))
    this.make = make && ((now, before) => this.#begin(make(now, before)))
  }

  get report(): ReportedPace {
    const {longestWait, rate} = this.#pace ?? {}
    const {kind} = this.#choice
    return {
      kind,
      longestWait: longestWait === undefined ? null : Math.round(longestWait * 100) / 100,
      maxWait: this.#choice.kind === 'adaptive' ? this.#choice.maxWait : null,
      rate: rate === undefined ? null : Math.round(rate * 10) / 10,
    }
  }

  /** Measured speed of the master, in packages per second; undefined while unknown. */
  get speed(): number | undefined {
    return this.#pace?.speed
  }

  /** Time for a number of further requests, in seconds; null until measurable, undefined unless adaptive. */
  secondsFor(count: number): null | number | undefined {
    if (this.#choice.kind !== 'adaptive') return undefined
    return this.#pace?.secondsFor(count) ?? null
  }

  #begin(pace: Pace): Pace {
    this.#pace = pace
    if (this.#choice.kind === 'adaptive') {
      const {maxWait} = this.#choice
      this.#events.add({change: {rate: pace.rate, reason: 'begun'}, maxWait, type: 'pace'})
    }

    return pace
  }
}
