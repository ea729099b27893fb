import type {Pace} from '../pacing/pace.js'
import type {PaceChange} from '../pacing/pacer.js'
import type {ReportedPace} from '../rebuild/report.js'

import {type PaceChoice, paceMaker} from '../pacing/choice.js'
import {type PaceMaker} from '../pacing/turns.js'
import {formatCount, formatSeconds} from '../text/format.js'

/** The pace of a run: makes it for each connection, and says how it is. */
export class RunPace {
  readonly make: PaceMaker | undefined
  readonly #choice: PaceChoice
  #pace: Pace | undefined

  /**
   * @param choice at which pace the run requests
   * @param tell told why the rate is as it is, whenever that changes
   */
  constructor(choice: PaceChoice, tell: (message: string) => void) {
    this.#choice = choice
    const make = paceMaker(choice, (change) => tell(describe(change)))
    this.make = make && ((now, before) => this.#begin(make(now, before), tell))
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

  /** How fast the master is seen to write, in packages per second; undefined while unknown. */
  get speed(): number | undefined {
    return this.#pace?.speed
  }

  /** How long it takes to request so many more, in seconds; null until measurable, undefined at no certain pace. */
  secondsFor(count: number): null | number | undefined {
    if (this.#choice.kind !== 'adaptive') return undefined
    return this.#pace?.secondsFor(count) ?? null
  }

  #begin(pace: Pace, tell: (message: string) => void): Pace {
    this.#pace = pace
    if (this.#choice.kind === 'adaptive') {
      const wait = `other clients are to wait for ${this.#choice.maxWait} s at most`
      tell(`Requesting ${rounded(pace.rate)} per second until the master's speed is measured; ${wait}.`)
    }

    return pace
  }
}

function describe(change: PaceChange): string {
  const requesting = `requesting ${rounded(change.rate)} per second`
  switch (change.reason) {
    case 'adapted': {
      return `The master writes the pages of ${rounded(change.speed)} packages per second: ${requesting}.`
    }

    case 'overloaded': {
      return `The master answered nobody for ${formatSeconds(change.seconds)}: ${requesting} until it has caught up.`
    }
  }
}

/** Slow rates have a decimal. */
function rounded(rate: number): string {
  return rate < 10 ? String(Math.round(rate * 10) / 10) : formatCount(rate)
}
