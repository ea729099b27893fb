import type {PackagesJob} from './job.js'
import type {PackagePart} from './part.js'

import {choosePace, DEFAULT_MAX_WAIT, type PaceChoice, type PaceWish} from '../pacing/choice.js'
import {SpeedMemory} from './books/speed-memory.js'

/** The expected pace before the first request. */
export interface PaceForecast {
  readonly choice: PaceChoice
  readonly part: PackagePart
  /** Speed of the master measured in the last run, in packages per second; undefined while unknown. */
  readonly speed: number | undefined
  /** Whether the run waits until pages are written. */
  readonly waits: boolean
}

/** Plans the pace of a job from the user's options and the master's remembered speed. */
export class PacePlan {
  readonly #job: PackagesJob
  readonly #memory: SpeedMemory
  readonly #speed: number | undefined
  readonly #wish: PaceWish

  constructor(job: PackagesJob, {address, stateDir}: {readonly address: string; readonly stateDir: string}) {
    this.#job = job
    this.#memory = new SpeedMemory(stateDir, address, job.part)
    const seen = this.#memory.recall()
    this.#speed = seen?.speed
    this.#wish = {maxWait: job.maxWait ?? DEFAULT_MAX_WAIT, rate: job.rate, speed: seen?.trusted}
  }

  /** The pace for a number of requests; undefined while unknown. */
  choose(count: number | undefined): PaceChoice {
    return choosePace(this.#wish, count)
  }

  forecast(count: number | undefined): PaceForecast {
    const {part, wait} = this.#job
    return {choice: this.choose(count), part, speed: this.#speed, waits: wait !== undefined}
  }

  /** Saves the master's measured speed for the next run, in packages per second. */
  remember(speed: number): void {
    this.#memory.keep(speed)
  }
}
