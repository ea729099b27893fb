import type {Pace} from '../pacing/pace.js'
import type {ReportedPace} from '../rebuild/report.js'

import {type PaceChoice, paceMaker} from '../pacing/choice.js'
import {FIRST_RATE, type PaceChange} from '../pacing/pacer.js'
import {clock, type PaceMaker} from '../pacing/turns.js'
import {formatCount, formatSeconds} from '../progress/format.js'

/** The pace of a run: makes it for each connection, and says how it is. */
export class RunPace {
  readonly make: PaceMaker | undefined
  readonly #choice: PaceChoice
  #pace: Pace | undefined

  /**
   * @param choice at which pace the run asks
   * @param tell told why the rate is as it is, whenever that changes
   */
  constructor(choice: PaceChoice, tell: (message: string) => void) {
    this.#choice = choice
    const make = paceMaker(choice, (change) => tell(describe(change)))
    this.make = make && ((now) => this.#begin(make, now, tell))
  }

  get report(): ReportedPace {
    const rate = this.#pace?.rate
    return {kind: this.#choice.kind, rate: rate === undefined ? null : Math.round(rate * 10) / 10}
  }

  /** How long it takes to ask for so many more, in seconds; null while nobody can tell, undefined at no certain pace. */
  secondsFor(count: number): null | number | undefined {
    if (this.#choice.kind !== 'found') return undefined
    return this.#pace?.secondsFor(count, clock()) ?? null
  }

  #begin(make: PaceMaker, now: number, tell: (message: string) => void): Pace {
    this.#pace = make(now)
    if (this.#choice.kind === 'found') {
      tell(
        `Asking for ${FIRST_RATE} packages a second until it shows how fast the master writes, after a minute or so.`,
      )
    }

    return this.#pace
  }
}

function describe(change: PaceChange): string {
  const asking = `asking for ${rounded(change.rate)} packages a second`
  switch (change.reason) {
    case 'faster': {
      return `The master is seen to write ${rounded(change.speed)} packages a second at least: ${asking}.`
    }

    case 'overloaded': {
      const silence = `The master answered nobody for ${formatSeconds(change.seconds)}`
      return `${silence}, and is behind with its writing: ${asking} until it has caught up.`
    }

    case 'recovered': {
      return `The master has caught up: ${asking}.`
    }

    case 'slower': {
      return `The master is seen to write ${rounded(change.speed)} packages a second at most: ${asking}.`
    }
  }
}

/** Slow rates have a digit behind the point. */
function rounded(rate: number): string {
  return rate < 10 ? String(Math.round(rate * 10) / 10) : formatCount(rate)
}
