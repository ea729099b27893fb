import {SHORTEST_PAUSE} from './rhythm.js'

/** Requests are sent in pairs: the first may start a flush, and the second measures its length. */
const PAIR = 2

/** How much lateness is made up for, in seconds: the inaccuracy of a timer. */
const LATE = 0.05

/** The requests in flight besides a pair: those of this many seconds, and at most this many. */
const IN_FLIGHT = {most: 16, seconds: 0.01} as const

/** Intervals vary by the golden ratio, so as not to keep step with another client. */
const UNEVEN = 0.618_034

/** How long after the shortest pause its last pair is sent, in seconds: when the flush is due. */
const DUE = 0.001

interface Pause {
  readonly began: number
  /** How many pairs to send in it. */
  readonly pairs: number
  sent: number
}

/**
 * Spreads requests evenly over time. Requests delayed by a flush are spread over the pause that follows, so that the
 * master accepts them at the given rate on average.
 */
export class Schedule {
  /** Requests per second. */
  rate: number
  #due: number
  #inFlight = 0
  #isHalf = false
  #pause: Pause | undefined
  /** The fraction of a pair that earlier pauses left over. */
  #rest = 0
  #uneven = 0

  constructor(rate: number, now: number) {
    this.#due = now
    this.rate = rate
  }

  answered(): void {
    this.#inFlight--
  }

  /** When the next request may be sent, in seconds; `Infinity` if a reply has to arrive first. */
  next(): number {
    // Outside a pause, requests in flight may be waiting for the end of a flush.
    const most = this.#pause
      ? Math.min(IN_FLIGHT.most, PAIR + ((PAIR * this.#pause.pairs) / SHORTEST_PAUSE) * IN_FLIGHT.seconds)
      : 1
    return this.#isHalf || this.#inFlight < most ? this.#due : Infinity
  }

  /** Starts a pause between two flushes, in which this many seconds of sending are made up for. */
  pause(now: number, seconds: number): void {
    const exactly = (this.rate * (seconds + SHORTEST_PAUSE)) / PAIR + this.#rest
    const pairs = Math.max(1, Math.floor(exactly))
    this.#rest = Math.min(1, exactly - pairs)
    this.#pause = {began: now, pairs, sent: 0}
    this.#due = dueIn(this.#pause)
  }

  sent(now: number): void {
    this.#inFlight++
    this.#isHalf = !this.#isHalf
    if (this.#isHalf) return
    if (this.#pause && ++this.#pause.sent < this.#pause.pairs) {
      this.#due = Math.max(dueIn(this.#pause), now - LATE)
      return
    }

    this.#pause = undefined
    this.#uneven = (this.#uneven + UNEVEN) % 1
    this.#due = Math.max(this.#due, now - LATE) + (PAIR / this.rate) * (0.5 + this.#uneven)
  }
}

function dueIn({began, pairs, sent}: Pause): number {
  return began + ((SHORTEST_PAUSE + DUE) * (sent + 1)) / pairs
}
