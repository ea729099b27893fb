import type {Flush} from './rhythm.js'

/** The flushes that count: those of the last seconds, and at least this many. */
const LAST = {flushes: 4, seconds: 30} as const

/** How many flushes make the first estimate. */
const FIRST = 3

/** If no flush is exact, every fifth one counts. */
const INEXACT = 5

/** The scatter of page times before it is measured, as a share of their mean (2.3 on a busy machine). */
const SUPPOSED_SCATTER = 1

/** A flush is significantly slower than the others by this multiple of the scatter. */
const SURELY = 3

interface Observation {
  readonly end: number
  readonly length: number
  /** For each possible buffering delay. */
  readonly pages: readonly number[]
}

/** The master's writing speed: the pages of the last flushes divided by their time. */
export class Speed {
  /** The scatter of page times, as a share of their mean. */
  scatter: number = SUPPOSED_SCATTER
  #inexact = 0
  #isKnown = false
  #seen: Observation[] = []
  #value: number

  /** @param first the speed before the first estimate, in pages per second */
  constructor(first: number) {
    this.#value = first
  }

  /** Whether there is an estimate. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** Pages per second, or packages per second where each has several pages. */
  get value(): number {
    return this.#value
  }

  /**
   * @param flush the flush
   * @param pages how many pages it wrote, for each possible buffering delay
   * @param isProven whether predictions have proven right; otherwise the estimate is lower
   */
  observe(flush: Flush, pages: readonly number[], isProven: boolean): void {
    const {end, isExact, length} = flush
    if (!isExact && ++this.#inexact < INEXACT) return
    this.#inexact = 0
    // The possible buffering delays have changed.
    if (this.#seen[0]?.pages.length !== pages.length) this.#seen = []
    this.#seen.push({end, length, pages})
    const late = (seen: Observation, index: number) =>
      end - seen.end < LAST.seconds || index >= this.#seen.length - LAST.flushes
    this.#seen = this.#seen.slice(this.#seen.findIndex((seen, index) => late(seen, index)))
    if (this.#seen.length < FIRST) return
    this.#isKnown = true
    const sums = pages.map((_, index) => this.#sum(index))
    const speeds = sums.map((sum) => (isProven ? sum.speed : sum.speed / (1 + sum.scatter / Math.sqrt(sum.pages))))
    // A significantly slower flush, for every possible buffering delay, counts at once.
    const lasts = pages.map((count) => (count / length) * (1 + (SURELY * this.scatter) / Math.sqrt(count)))
    this.#value = Math.min(...speeds, Math.max(...lasts))
    this.scatter = Math.min(...sums.map(({scatter}) => scatter))
  }

  #sum(index: number): {readonly pages: number; readonly scatter: number; readonly speed: number} {
    const flushes = this.#seen.map((seen) => ({length: seen.length, pages: seen.pages[index] ?? 0}))
    const pages = flushes.reduce((sum, flush) => sum + flush.pages, 0)
    const speed = pages / flushes.reduce((sum, {length}) => sum + length, 0)
    const squares = flushes.map((flush) => (flush.length * speed - flush.pages) ** 2 / Math.max(flush.pages, 1))
    // The assumed scatter counts as one flush.
    const sum = squares.reduce((total, square) => total + square, SUPPOSED_SCATTER ** 2)
    return {pages, scatter: Math.sqrt(sum / (flushes.length + 1)), speed}
  }
}
