import type {Pace} from './pace.js'

/** Over how long a rate is kept, in seconds: as often as the master looks through its buffer. */
const SPAN = 1

/**
 * By which share it may be exceeded in a span: without, nothing could be in flight when the master falls silent. With
 * more, flushes that are to take 90% of each second could outlast it, and each would make the next ones longer.
 */
const SLACK = 0.075

/**
 * Keeps to a rate, in requests a second. Times are in seconds, by any clock that only goes forward.
 *
 * Requests are spread evenly, and what could not be sent in the last span is made up for: a flush in every second would
 * keep the rate from being reached otherwise. But whichever span one looks at, hardly more requests reach the master's
 * buffer in it than the rate says, so that no flush is longer than the rate means it to be, and no burst follows a
 * long silence. When a request gets there is not known, but hardly earlier than its answer comes.
 */
export class Limiter implements Pace {
  /** When requests were answered in the last span, oldest first. */
  readonly #answered: number[] = []
  /** When the next one would be sent if all were sent evenly. */
  #due: number
  #inFlight = 0
  #rate: number

  /**
   * @param rate in requests a second
   * @param now the time
   */
  constructor(rate: number, now: number) {
    this.#due = now
    this.#rate = rate
  }

  get rate(): number {
    return this.#rate
  }

  set rate(rate: number) {
    this.#rate = rate
  }

  answered(now: number): void {
    this.#inFlight--
    this.#forget(now)
    this.#answered.push(now)
  }

  next(now: number): number {
    this.#forget(now)
    const most = Math.ceil(this.#rate * SPAN * (1 + SLACK))
    if (this.#inFlight >= most) return Infinity
    // So many of those in the span have to be past before there is room for one more.
    const surplus = this.#inFlight + this.#answered.length - most
    return surplus < 0 ? this.#due : Math.max(this.#due, (this.#answered[surplus] ?? now) + SPAN)
  }

  secondsFor(count: number): number {
    return count / this.#rate
  }

  sent(now: number): void {
    this.#due = Math.max(this.#due, now - SPAN) + 1 / this.#rate
    this.#inFlight++
  }

  #forget(now: number): void {
    while ((this.#answered[0] ?? Infinity) <= now - SPAN) this.#answered.shift()
  }
}
