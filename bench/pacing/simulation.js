import {WriteBehind} from '../../build/testing/writer/write-behind.js'

/**
 * What tells a simulated client when to send, as the pacer does. Times are in seconds.
 *
 * @typedef {object} Timing
 * @property {(now: number, isQueued: boolean) => void} answered the oldest request in flight is answered
 * @property {(now: number) => number} next when the next request may be sent
 * @property {(now: number) => void} sent a request is sent
 */

/**
 * @typedef {object} SimulationOptions
 * @property {number} [askEvery] how often another client asks for a known package, in seconds; 0.2 unless given
 * @property {number} [hold] how long the master keeps a page in its buffer, in seconds; 60 unless given
 * @property {number} [homeEvery] how often the master rewrites its home page by itself, in seconds; never unless given
 * @property {number} [othersPages] how many pages per second other clients have written; 0 unless given
 * @property {number} packages how many packages are requested
 * @property {(now: number) => number} pageTime how long the next page takes the writer, in seconds
 * @property {number} [serviceTime] how long a request takes the master, in seconds; 0.000,86 unless given
 * @property {Timing} [timing] when to send; as fast as the master answers unless given
 * @property {number} [window] how many requests may be unanswered; 64 unless given
 */

/**
 * How things stood in one second: how many packages were in the master's buffer when it ended, how many requests of the
 * first client were answered in it, and how long the other client's had to wait at most that were.
 *
 * @typedef {{backlog: number, rate: number, wait: number}} Sample
 */

/**
 * @typedef {object} Simulation
 * @property {Sample[]} samples one for each second
 * @property {number} seconds when the last page was written
 * @property {Float64Array} waits how long each request of the other client waited, in seconds, the shortest first
 */

/** The name of the package that the other client asks for. */
const OTHER = 'other'

/**
 * A rebuild of many packages on a simulated clock: the master's buffer and writer as in the emulated master, a client
 * that requests all packages, and another one that asks for one of them now and then, whether it was answered or not.
 *
 * @param {SimulationOptions} options the master, and the client
 * @returns {Simulation} what came of it
 */
export function simulate(options) {
  const run = new Run(options)
  while (!run.isOver) run.step()
  return run.result()
}

class Run {
  #answered = 0
  #answeredBefore = 0
  #asked = 0
  #askEvery
  /** What the master deals with just now, and when it is done. */
  #inHand
  #longestWait = 0
  #now = 0
  #others = new Fifo()
  #ours = new Fifo()
  #packages
  #samples = []
  #seconds = 0
  #sent = 0
  #serviceTime
  #timing
  #waits = []
  #wasOther = false
  #window
  #writer
  #written = 0

  constructor({askEvery = 0.2, hold = 60, packages, serviceTime = 0.000_86, timing, window = 64, ...writing}) {
    this.#askEvery = askEvery
    this.#packages = packages
    this.#serviceTime = serviceTime
    this.#timing = timing
    this.#window = window
    this.#writer = new WriteBehind({hold, ...writing}, 0)
  }

  get isOver() {
    return this.#written === this.#packages
  }

  result() {
    // Those that wait while the last page is written are answered right after it.
    const waits = [...this.#waits, ...[...this.#others].map((sent) => this.#now - sent)]
    return {samples: this.#samples, seconds: this.#seconds, waits: Float64Array.from(waits).sort()}
  }

  /** Does what is due, and goes on to when there is more. */
  step() {
    this.#write()
    this.#answer()
    this.#ask()
    const next = this.#send()
    this.#take()
    if (this.#now >= this.#samples.length + 1) this.#sample()
    this.#now = Math.min(
      this.#writer.next,
      this.#inHand?.done ?? Infinity,
      this.#asked * this.#askEvery,
      this.#samples.length + 1,
      Math.max(next, this.#now),
    )
  }

  #answer() {
    if (!this.#inHand || this.#inHand.done > this.#now) return
    const {isOther, sent} = this.#inHand
    this.#inHand = undefined
    this.#writer.request('PROJECT', isOther ? OTHER : String(this.#answered), this.#now)
    if (isOther) {
      this.#waits.push(this.#now - sent)
      this.#longestWait = Math.max(this.#longestWait, this.#now - sent)
    } else {
      this.#answered++
      this.#timing?.answered(this.#now, true)
    }

    this.#writer.message(this.#now)
  }

  #ask() {
    if (this.#now < this.#asked * this.#askEvery) return
    this.#others.push(this.#now)
    this.#asked++
  }

  #sample() {
    this.#samples.push({
      backlog: this.#writer.size,
      rate: this.#answered - this.#answeredBefore,
      wait: Math.max(this.#longestWait, this.#now - (this.#others.first ?? this.#now)),
    })
    this.#answeredBefore = this.#answered
    this.#longestWait = 0
  }

  /** @returns when to send the next one */
  #send() {
    while (this.#sent < this.#packages && this.#sent - this.#answered < this.#window) {
      const next = this.#timing?.next(this.#now) ?? 0
      if (next > this.#now) return next
      this.#timing?.sent(this.#now)
      this.#ours.push(this.#now)
      this.#sent++
    }

    return Infinity
  }

  /** The master takes the next message, from each connection in turn, unless it is busy. */
  #take() {
    if (this.#inHand || this.#writer.isBusy) return
    const isOther = this.#ours.first === undefined || (this.#others.first !== undefined && !this.#wasOther)
    const sent = isOther ? this.#others.shift() : this.#ours.shift()
    if (sent === undefined) return
    this.#wasOther = isOther
    this.#inHand = {done: this.#now + this.#serviceTime, isOther, sent}
  }

  #write() {
    for (const {at, isRequested, page} of this.#writer.advance(this.#now)) {
      if (!isRequested || page === `project/${OTHER}/index.html`) continue
      this.#seconds = at
      this.#written++
    }
  }
}

/** First in, first out; a long array would be slow to shift. */
class Fifo {
  #first = 0
  #values = []

  get first() {
    return this.#values[this.#first]
  }

  push(value) {
    this.#values.push(value)
  }

  shift() {
    const value = this.#values[this.#first]
    if (this.#first < this.#values.length) this.#first++
    if (this.#first > 10_000) {
      this.#values.splice(0, this.#first)
      this.#first = 0
    }

    return value
  }

  *[Symbol.iterator]() {
    yield* this.#values.slice(this.#first)
  }
}
