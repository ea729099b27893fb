import {SHORTEST_PAUSE} from './rhythm.js'

/** Requests go out in pairs: the first one may set off a flush, and how long the second one waits then is its length. */
const PAIR = 2

/** How late a request may be and still be made up for, in seconds: the inexactness of a timer. */
const LATE = 0.05

/** For how many seconds requests may be in flight, besides a pair, and how many at most. */
const IN_FLIGHT = {most: 16, seconds: 0.01} as const

/** Pairs come unevenly by this ratio, the golden one, so as not to keep step with another client. */
const UNEVEN = 0.618_034

/** How long after the shortest pause the last pair of a pause is sent, in seconds: the flush is due then. */
const DUE = 0.001

interface Pause {
  readonly began: number
  /** How many pairs are to be sent in it. */
  readonly pairs: number
  sent: number
}

/**
 * Spreads requests evenly over time. What a flush keeps from being sent is spread over the pause that follows it, so
 * that the master accepts as many as the rate says, whatever window is looked at.
 */
export class Schedule {
  /** In requests per second. */
  rate: number
  #due: number
  #inFlight = 0
  #isHalf = false
  #pause: Pause | undefined
  /** The share of a pair that the pauses so far fall short of, or are ahead by. */
  #rest = 0
  #uneven = 0

  constructor(rate: number, now: number) {
    this.#due = now
    this.rate = rate
  }

  answered(): void {
    this.#inFlight--
  }

  /** The time when the next request may be sent, in seconds; `Infinity` if an answer has to come first. */
  next(): number {
    // Outside a pause, what is in flight may be waiting for the end of a flush.
    const most = this.#pause
      ? Math.min(IN_FLIGHT.most, PAIR + ((PAIR * this.#pause.pairs) / SHORTEST_PAUSE) * IN_FLIGHT.seconds)
      : 1
    return this.#isHalf || this.#inFlight < most ? this.#due : Infinity
  }

  /** A pause between two flushes begins, in which so many seconds of sending are made up for. */
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
