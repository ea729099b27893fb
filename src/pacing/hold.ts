import type {Flush} from './rhythm.js'

import {median} from './median.js'

/** How long the real master holds a page before it writes it, in seconds (PROTOCOL). */
const HOLDS = {development: 3, production: 60} as const

/** What passes from the end of a hold until a flush begins at most, in seconds: a pause, and the next message. */
const LOOK = 1.25

/** How many flushes of about the same length show the rhythm, and how many in between may have gone unseen. */
const ROW = {flushes: 3, longest: 12, missed: 2, times: 3} as const

/** A rhythm that begins after so many quiet seconds is that of what was requested; sooner, it may be somebody else's. */
const QUIET = 5

/** What is tried: with so many times the rate, flushes have to become so many times as long, or they are somebody else's. */
const TRIAL = {factor: 3, longer: 1.6, most: 2} as const

/** How many flushes are remembered. */
const REMEMBERED = 100

interface Trial {
  readonly after: number[]
  readonly before: number
  readonly began: number
  readonly hold: number
}

/**
 * How long the master holds a page before it writes it: as long as in production, unless a rhythm of flushes shows
 * sooner that follows what was requested. Times are in seconds.
 */
export class Hold {
  /** What it may be, the shortest first, in seconds. */
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

  /** By how much the rate is to be raised, to see whether flushes follow: 1 is not at all. */
  get factor(): number {
    return this.#trial ? TRIAL.factor : 1
  }

  get longest(): number {
    return this.values.at(-1) ?? HOLDS.production
  }

  /** The flushes seen so far that have pages of what was requested. */
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

  /** The last flushes, if each follows the one before as flushes do, and most are about as long; empty if not. */
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

/** Whether one flush follows another in the rhythm of pauses, a few unseen ones in between allowed. */
function follows(before: Flush, flush: Flush): boolean {
  const distance = flush.began - before.end
  const pauses = Math.max(1, Math.floor(distance / 0.99))
  return distance > 0.98 && pauses <= ROW.missed + 1 && distance < pauses * LOOK
}
