import {median} from './median.js'

/** A time in which the master wrote pages and answered nobody. Times are in seconds. */
export interface Flush {
  readonly began: number
  readonly end: number
  /** Whether its begin is known to a few milliseconds, or to a small share of its length. */
  readonly isExact: boolean
  /** Whether it is the next one after the flush before; otherwise some in between did not show. */
  readonly isNext: boolean
  /** How long it lasted at most. */
  readonly length: number
}

/** How long after the end of a flush the next one begins at the earliest, in seconds (PROTOCOL: 1.000 measured). */
export const SHORTEST_PAUSE = 1

/** A silence that begins sooner than this after a flush, in seconds, is something else: nearly the shortest pause. */
const TOO_SOON = 0.9

/** A flush that begins later than this after the last one seen, in seconds, has another one before it. */
const TOO_LATE = 1.5

/** From when on a wait counts as silence: in seconds, and as a multiple of the time that a request takes. */
const SILENCE = {least: 0.005, times: 4} as const

/** How exactly the begin of a flush has to be known: in seconds, or as a share of its length. */
const EXACT = {seconds: 0.005, share: 0.2} as const

/** The usual length is the middle one of so many. */
const MEDIAN_OF = 5

interface Silence {
  readonly began: number
  readonly end: number
  /** When the answer before it came: the silence did not begin sooner. */
  readonly from: number
}

/** What an answer tells. */
export interface Heard {
  /** A flush that is certain by now. */
  readonly flush: Flush | undefined
  /** How long nobody was answered before this, in seconds; undefined if it was no silence. */
  readonly silence: number | undefined
}

/**
 * Tells the master's flushes from when requests are sent and answered. A request that meets a flush is answered at its
 * end; the next flush begins a second after that, which tells flushes from whatever else keeps the master busy.
 */
export class Rhythm {
  /** A silence that counts as a flush unless a longer one begins too soon after it. */
  #candidate: Silence | undefined
  #lastAnswer: number
  #lastEnd = -Infinity
  readonly #lengths: number[] = []
  #longest: number | undefined
  readonly #sent: number[] = []
  #shortestWait = Infinity

  constructor(now: number) {
    this.#lastAnswer = now
  }

  /** The longest flush so far, in seconds; undefined while none was seen. */
  get longest(): number | undefined {
    return this.#longest
  }

  /** The oldest request in flight is answered. */
  answered(now: number): Heard {
    const sent = this.#sent.shift() ?? now
    const silence = {began: Math.max(this.#lastAnswer, sent), end: now, from: this.#lastAnswer}
    const length = now - silence.began
    const isSilence = length >= Math.max(SILENCE.least, SILENCE.times * this.#shortestWait)
    this.#lastAnswer = now
    const flush = this.#certain(isSilence ? silence.began : now)
    if (isSilence) this.#consider(silence)
    else this.#shortestWait = Math.min(this.#shortestWait, now - sent)
    return {flush, silence: isSilence ? length : undefined}
  }

  /** This process was held up until now: when answers came is unknown, and a flush may have gone unseen. */
  heldUp(now: number): void {
    this.#candidate = undefined
    this.#lastAnswer = now
    this.#sent.fill(now)
  }

  sent(now: number): void {
    this.#sent.push(now)
  }

  /** The last silence, once nothing that begins then can be too soon after it. */
  #certain(time: number): Flush | undefined {
    if (!this.#candidate || time <= this.#candidate.end + TOO_SOON) return undefined
    const {began, end, from} = this.#candidate
    // Between the last answer and the request that had to wait, the flush may have begun at any time.
    const earliest = Math.min(began, Math.max(from, this.#lastEnd + SHORTEST_PAUSE))
    const length = end - earliest
    const flush = {
      began: earliest,
      end,
      isExact: began - earliest <= Math.max(EXACT.seconds, EXACT.share * length),
      isNext: began - this.#lastEnd < TOO_LATE,
      // The request that had to wait took its time, too.
      length: Math.max(length - this.#shortestWait, length / 2),
    }
    this.#candidate = undefined
    this.#lastEnd = end
    this.#longest = Math.max(this.#longest ?? 0, flush.length)
    this.#lengths.push(length)
    if (this.#lengths.length > MEDIAN_OF) this.#lengths.shift()
    return flush
  }

  #consider(silence: Silence): void {
    const candidate = this.#candidate
    if (!candidate) {
      if (silence.began > this.#lastEnd + TOO_SOON) this.#candidate = silence
      return
    }

    // Too soon after it: one of the two is no flush. A flush of the usual length is one whatever follows it.
    const length = candidate.end - candidate.began
    const isUsual = length > median(this.#lengths) / 2
    if (!isUsual && silence.end - silence.began > 2 * length) this.#candidate = silence
  }
}
