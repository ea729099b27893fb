import type {PackageSource} from '../packages/source.js'
import type {PaceForecast} from '../view/pace-words.js'
import type {Errand} from './errand.js'
import type {PaceFlags} from './pace-flags.js'

import {choosePace, DEFAULT_MAX_WAIT, type PaceWish} from '../pacing/choice.js'
import {compareNames} from '../packages/order.js'
import {type PackagePart, packageRequest} from '../rebuild/part.js'
import {SpeedMemory} from '../rebuild/speed-memory.js'

export interface PacingOptions extends PaceFlags {
  /** Of the import queue. */
  readonly address: string
  /** oclif's data directory. */
  readonly dataDir: string
  readonly part: PackagePart
  /** Whether the pages are waited for. */
  readonly waits: boolean
}

/** At which pace the packages of a run are requested: what the user wants, and what is remembered of the master. */
export class Pacing {
  /** How fast the master was seen to write in the last run, in packages per second; undefined while unknown. */
  readonly seenSpeed: number | undefined
  readonly wish: PaceWish
  readonly #memory: SpeedMemory
  readonly #part: PackagePart
  readonly #waits: boolean

  constructor({address, dataDir, 'max-wait': maxWait = DEFAULT_MAX_WAIT, part, rate, waits}: PacingOptions) {
    this.#memory = new SpeedMemory(dataDir, address, part)
    this.#part = part
    this.#waits = waits
    const seen = this.#memory.recall()
    this.seenSpeed = seen?.speed
    this.wish = {maxWait, rate, speed: seen?.trusted}
  }

  /** What there is to say beforehand about the pace of so many requests. */
  forecast(count: number | undefined): PaceForecast {
    return {pace: choosePace(this.wish, count), part: this.#part, speed: this.seenSpeed, waits: this.#waits}
  }

  /** What there is to request, and at which pace; there are as many as the source says, or so many at most. */
  paced(source: PackageSource, most = source.count): Pick<Errand, 'pace' | 'remember' | 'requests' | 'total'> {
    return {
      pace: choosePace(this.wish, most),
      remember: (speed) => this.#memory.keep(speed),
      requests: requests(this.#part, source),
      total: source.count,
    }
  }
}

/** The requests for the packages up to a name; they come in the order of their bytes. */
export async function* requestsUpTo(last: string, part: PackagePart, source: PackageSource) {
  for await (const names of source) {
    for (const name of names) {
      if (compareNames(name, last) > 0) return
      yield packageRequest(part, name)
    }
  }
}

async function* requests(part: PackagePart, source: PackageSource) {
  for await (const names of source) yield names.map((name) => packageRequest(part, name))
}
