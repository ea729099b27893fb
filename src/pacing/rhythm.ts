import {median} from './median.js'

/** A flush: the master wrote pages and answered nobody. Times are in seconds. */
export interface Flush {
  readonly began: number
  readonly end: number
  /** Whether its start is known to a few milliseconds, or to a small share of its length. */
  readonly isExact: boolean
  /** Whether it directly follows the last one seen; otherwise some in between went unseen. */
  readonly isNext: boolean
  /** The longest that it may have lasted. */
  readonly length: number
}

/** The shortest time from the end of a flush to the next one, in seconds (measured: 1.000). */
export const SHORTEST_PAUSE = 1

/** A gap that starts sooner than this after a flush, in seconds, is something else: nearly the shortest pause. */
const TOO_SOON = 0.9

/** Before a flush that starts later than this after the last one, in seconds, another one went unseen. */
const TOO_LATE = 1.5

/** The shortest wait that counts as a gap: in seconds, and as a multiple of the time per request. */
const GAP = {least: 0.005, times: 4} as const

/** How exactly the start of a flush has to be known: in seconds, or as a share of its length. */
const EXACT = {seconds: 0.005, share: 0.2} as const

/** The usual length is the median of this many. */
const MEDIAN_OF = 5

/** A time in which the master answered nobody. */
interface Gap {
  readonly began: number
  readonly end: number
  /** When the reply before it arrived, the earliest start. */
  readonly from: number
}

/** What a reply shows. */
export interface Heard {
  /** A flush that is certain by now. */
  readonly flush: Flush | undefined
  /** How long the master answered nobody before this, in seconds; undefined for an ordinary reply. */
  readonly gap: number | undefined
}

/**
 * Recognizes the master's flushes from the times at which requests are sent and answered. A request during a flush is
 * answered at its end; the next flush starts a second later, which distinguishes flushes from other gaps in replies.
 */
export class Rhythm {
  /** A gap that counts as a flush unless a longer one starts too soon after it. */
  #candidate: Gap | undefined
  #lastAnswer: number
  #lastEnd = -Infinity
  readonly #lengths: number[] = []
  #longest: number | undefined
  readonly #sent: number[] = []
  #shortestWait = Infinity

  constructor(now: number) {
    this.#lastAnswer = now
  }

  /** The longest flush so far, in seconds; undefined until one was seen. */
  get longest(): number | undefined {
    return this.#longest
  }

  /** The oldest request in flight was answered. */
  answered(now: number): Heard {
    const sent = this.#sent.shift() ?? now
    const gap = {began: Math.max(this.#lastAnswer, sent), end: now, from: this.#lastAnswer}
    const length = now - gap.began
    const isGap = length >= Math.max(GAP.least, GAP.times * this.#shortestWait)
    this.#lastAnswer = now
    const flush = this.#certain(isGap ? gap.began : now)
    if (isGap) this.#consider(gap)
    else this.#shortestWait = Math.min(this.#shortestWait, now - sent)
    return {flush, gap: isGap ? length : undefined}
  }

  /** This process was stopped until now: the times of replies are unknown, and a flush may have gone unseen. */
  heldUp(now: number): void {
    this.#candidate = undefined
    this.#lastAnswer = now
    this.#sent.fill(now)
  }

  sent(now: number): void {
    this.#sent.push(now)
  }

  /** The last gap as a flush, once it is too late for another gap to dispute it. */
  #certain(time: number): Flush | undefined {
    if (!this.#candidate || time <= this.#candidate.end + TOO_SOON) return undefined
    const {began, end, from} = this.#candidate
    // The flush may have started at any time between the last reply and the request that had to wait.
    const earliest = Math.min(began, Math.max(from, this.#lastEnd + SHORTEST_PAUSE))
    const length = end - earliest
    const flush = {
      began: earliest,
      end,
      isExact: began - earliest <= Math.max(EXACT.seconds, EXACT.share * length),
      isNext: began - this.#lastEnd < TOO_LATE,
      // Without the time for the request itself.
      length: Math.max(length - this.#shortestWait, length / 2),
    }
    this.#candidate = undefined
    this.#lastEnd = end
    this.#longest = Math.max(this.#longest ?? 0, flush.length)
    this.#lengths.push(length)
    if (this.#lengths.length > MEDIAN_OF) this.#lengths.shift()
    return flush
  }

  #consider(gap: Gap): void {
    const candidate = this.#candidate
    if (!candidate) {
      if (gap.began > this.#lastEnd + TOO_SOON) this.#candidate = gap
      return
    }

    // Too soon after it: only one of the two is a flush, the first one if it has the usual length.
    const length = candidate.end - candidate.began
    const isUsual = length > median(this.#lengths) / 2
    if (!isUsual && gap.end - gap.began > 2 * length) this.#candidate = gap
  }
}
