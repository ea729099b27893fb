import type {Observation} from './gauge.js'

/** How long a master keeps a page in its buffer, in seconds, with the second that passes at most until it looks. */
const USUAL = 61

/** Which share of the time until the first stall the hold is at least: the flushes before it may not have shown. */
const SHARE = 0.4

/** How many seconds with a stall in each, after how many without, show that the first pages are being written. */
const ONSET = {quiet: 2, stalls: 4} as const

/** How many times the longest wait of the quiet seconds a stall has to be, and how long at least, in seconds. */
const STALL = {least: 0.01, times: 4} as const

/**
 * How long the master keeps a page in its buffer: as long as in production, unless it is seen to begin writing earlier.
 */
export class Hold {
  #longest = USUAL
  #onset = 0
  #quiet = 0
  #quietWait = 0
  #stalls = 0
  readonly #start: number

  /** @param start when the first request could be sent */
  constructor(start: number) {
    this.#start = start
  }

  /** How long it is at most, in seconds. */
  get longest(): number {
    return this.#longest
  }

  /** How long it is at least, in seconds. */
  get shortest(): number {
    return this.#longest * SHARE
  }

  /** Whether the first pages are being written by now. */
  isOver(now: number): boolean {
    return now - this.#start > this.#longest
  }

  observe({began, gap, wait}: Observation): void {
    if (this.isOver(began)) return
    if (wait < Math.max(STALL.least, STALL.times * this.#quietWait)) {
      this.#quiet++
      this.#quietWait = Math.max(this.#quietWait, wait)
      this.#stalls = 0
      return
    }

    if (this.#stalls++ === 0) this.#onset = began + gap
    if (this.#quiet < ONSET.quiet || this.#stalls < ONSET.stalls) return
    this.#longest = Math.min(USUAL, this.#onset - this.#start)
  }
}
