import type {Flush} from './rhythm.js'

import {median} from './median.js'

/** The buffering delay of the real master, in seconds (measured). */
const HOLDS = {development: 3, production: 60} as const

/** The longest time from the end of a buffering delay until a flush, in seconds: a pause, and the next message. */
const LOOK = 1.25

/** How many flushes of similar length make a rhythm, and how many in between may have gone unseen. */
const ROW = {flushes: 3, longest: 12, missed: 2, times: 3} as const

/** A rhythm that starts after this many quiet seconds is our own; sooner, it may be another client's. */
const QUIET = 5

/** A trial: at `factor` times the rate, our own flushes become `longer` times as long; another client's do not. */
const TRIAL = {factor: 3, longer: 1.6, most: 2} as const

/** How many flushes are kept. */
const REMEMBERED = 100

interface Trial {
  readonly after: number[]
  readonly before: number
  readonly began: number
  readonly hold: number
}

/**
 * The master's buffering delay: how long it keeps a page before writing it. As long as in production, unless a rhythm of
 * flushes starts sooner that depends on our own requests. Times are in seconds.
 */
export class Hold {
  /** The possible delays, shortest first. */
  values: readonly number[] = [HOLDS.production]
  #isFound = false
  readonly #seen: Flush[] = []
  readonly #start: number
  #trial: Trial | undefined
  #trials = 0

  /** @param start when the first request was accepted */
  constructor(start: number) {
    this.#start = start
  }

  /** The factor for the rate during a trial; 1 without one. */
  get factor(): number {
    return this.#trial ? TRIAL.factor : 1
  }

  get longest(): number {
    return this.values.at(-1) ?? HOLDS.production
  }

  /** The flushes so far that wrote our own pages. */
  get seen(): readonly Flush[] {
    return this.#seen.filter(({began}) => began > this.#start + this.longest)
  }

  /** Whether the first pages are being written by now. */
  isOver(now: number): boolean {
    return this.#isFound || now > this.#start + HOLDS.production
  }

  observe(flush: Flush): void {
    this.#seen.push(flush)
    if (this.#seen.length > REMEMBERED) this.#seen.shift()
    if (this.#trial) this.#tried(this.#trial, flush)
    else if (!this.isOver(flush.end)) this.#look(flush)
  }

  #find(values: readonly number[]): void {
    this.#isFound = true
    const latest = values.at(-1)!
    const known = Object.values(HOLDS).find((hold) => hold <= latest + 0.1 && hold >= latest - LOOK)
    this.values = known === undefined ? values.filter((value) => value > 0) : [known]
  }

  #look(flush: Flush): void {
    const row = this.#row()
    const [first] = row
    if (!first || first.began < this.#start + 1 - 0.05) return
    const usual = median(row.map(({length}) => length))
    if (this.#seen.some(({began, length}) => began < first.began && length > usual / 2)) return
    const hold = first.began - this.#start
    if (hold > HOLDS.production - LOOK) return
    if (hold >= QUIET) this.#find([hold - 2 * LOOK, hold - LOOK, hold])
    else if (this.#trials < TRIAL.most) this.#trial = {after: [], before: usual, began: flush.end, hold}
  }

  /** The last flushes, if they follow each other in rhythm and most have a similar length; else empty. */
  #row(): readonly Flush[] {
    const seen = this.#seen
    let from = seen.length - 1
    while (from > 0 && seen.length - from < ROW.longest && follows(seen[from - 1]!, seen[from]!)) from--
    const usual = median(seen.slice(from).map(({length}) => length))
    const row = seen.slice(seen.findIndex(({length}, index) => index >= from && length > usual / ROW.times))
    const alike = row.filter(({length}) => length < usual * ROW.times && length > usual / ROW.times)
    return alike.length >= ROW.flushes && alike.length > row.length * 0.7 ? row : []
  }

  #tried(trial: Trial, {began, length}: Flush): void {
    if (began < trial.began + trial.hold + LOOK) return
    trial.after.push(length)
    if (trial.after.length < ROW.flushes) return
    this.#trial = undefined
    this.#trials++
    const {hold} = trial
    if (median(trial.after) > TRIAL.longer * trial.before) this.#find([hold - LOOK, hold - LOOK / 2, hold])
  }
}

/** Whether one flush follows another in rhythm, allowing for a few unseen ones in between. */
function follows(before: Flush, flush: Flush): boolean {
  const distance = flush.began - before.end
  const pauses = Math.max(1, Math.floor(distance / 0.99))
  return distance > 0.98 && pauses <= ROW.missed + 1 && distance < pauses * LOOK
}
