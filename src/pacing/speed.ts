import type {Flush} from './rhythm.js'

/** What is looked at: the flushes of so many seconds, and so many at least. */
const LAST = {flushes: 4, seconds: 30} as const

/** How many flushes have to be seen before they count. */
const FIRST = 3

/** When none is seen exactly, every so many-th flush counts all the same. */
const INEXACT = 5

/** How much page times scatter until it is seen, as a share of their mean (PROTOCOL: 2.3 on a busy machine). */
const SUPPOSED_SCATTER = 1

/** A flush is surely slower than the others if it is so by this many times the usual scatter. */
const SURELY = 3

interface Observation {
  readonly end: number
  readonly length: number
  /** For each hold that there may be. */
  readonly pages: readonly number[]
}

/** How quickly the master writes: the pages of the last flushes over their time. */
export class Speed {
  /** How much page times scatter, as a share of their mean. */
  scatter: number = SUPPOSED_SCATTER
  #inexact = 0
  #isKnown = false
  #seen: Observation[] = []
  #value: number

  /** @param first what is believed before anything is seen, in pages per second */
  constructor(first: number) {
    this.#value = first
  }

  /** Whether enough was seen. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** In pages per second, or packages where each has several pages. */
  get value(): number {
    return this.#value
  }

  /**
   * @param flush what was seen
   * @param pages how many it wrote, for each hold that there may be
   * @param isProven whether predictions are known to be right; doubtful ones are lower
   */
  observe(flush: Flush, pages: readonly number[], isProven: boolean): void {
    const {end, isExact, length} = flush
    if (!isExact && ++this.#inexact < INEXACT) return
    this.#inexact = 0
    // What the hold may be has become known.
    if (this.#seen[0]?.pages.length !== pages.length) this.#seen = []
    this.#seen.push({end, length, pages})
    const late = (seen: Observation, index: number) =>
      end - seen.end < LAST.seconds || index >= this.#seen.length - LAST.flushes
    this.#seen = this.#seen.slice(this.#seen.findIndex((seen, index) => late(seen, index)))
    if (this.#seen.length < FIRST) return
    this.#isKnown = true
    const sums = pages.map((_, index) => this.#sum(index))
    const speeds = sums.map((sum) => (isProven ? sum.speed : sum.speed / (1 + sum.scatter / Math.sqrt(sum.pages))))
    // A sudden change counts at once if it is for the worse, for every hold that there may be, by what scattered before.
    const lasts = pages.map((count) => (count / length) * (1 + (SURELY * this.scatter) / Math.sqrt(count)))
    this.#value = Math.min(...speeds, Math.max(...lasts))
    this.scatter = Math.min(...sums.map(({scatter}) => scatter))
  }

  #sum(index: number): {readonly pages: number; readonly scatter: number; readonly speed: number} {
    const flushes = this.#seen.map((seen) => ({length: seen.length, pages: seen.pages[index] ?? 0}))
    const pages = flushes.reduce((sum, flush) => sum + flush.pages, 0)
    const speed = pages / flushes.reduce((sum, {length}) => sum + length, 0)
    const squares = flushes.map((flush) => (flush.length * speed - flush.pages) ** 2 / Math.max(flush.pages, 1))
    // What is supposed counts as one flush.
    const sum = squares.reduce((total, square) => total + square, SUPPOSED_SCATTER ** 2)
    return {pages, scatter: Math.sqrt(sum / (flushes.length + 1)), speed}
  }
}
