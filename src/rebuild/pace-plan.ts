import type {PackagesJob} from './job.js'
import type {PackagePart} from './part.js'

import {choosePace, DEFAULT_MAX_WAIT, type PaceChoice, type PaceWish} from '../pacing/choice.js'
import {SpeedMemory} from './books/speed-memory.js'

/** What is known of the pace before anything is requested. */
export interface PaceForecast {
  readonly choice: PaceChoice
  readonly part: PackagePart
  /** How fast the master was seen to write in the last run, in packages per second; undefined while unknown. */
  readonly speed: number | undefined
  /** Whether the run waits until pages are written. */
  readonly waits: boolean
}

/** At which pace a job is done: what the user wants, and what is remembered of the master. */
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

  /** The pace of so many requests; the number is undefined while unknown. */
  choose(count: number | undefined): PaceChoice {
    return choosePace(this.#wish, count)
  }

  forecast(count: number | undefined): PaceForecast {
    const {part, wait} = this.#job
    return {choice: this.choose(count), part, speed: this.#speed, waits: wait !== undefined}
  }

  /** Keeps for the next run how fast the master was seen to write, in packages per second. */
  remember(speed: number): void {
    this.#memory.keep(speed)
  }
}
