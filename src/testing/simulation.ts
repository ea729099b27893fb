import {WriteBehind} from './write-behind.js'

/** What tells a simulated client when to send, as the pacer does. Times are in seconds. */
export interface Timing {
  answered(now: number, isQueued: boolean): void
  next(now: number): number
  sent(now: number): void
}

export interface SimulationOptions {
  /** How often another client asks for a known package, in seconds. */
  readonly askEvery: number
  /** How long the master keeps a page in its buffer, in seconds. */
  readonly hold: number
  /** How many packages are asked for. */
  readonly packages: number
  /** How long a request takes the master, in seconds. */
  readonly serviceTime: number
  /** How fast its writer is then, in pages a second. */
  readonly speed: (now: number) => number
  /** When to send; as fast as the master answers unless given. */
  readonly timing?: Timing | undefined
  /** How many requests may be unanswered. */
  readonly window: number
}

/** How things stood in one second. */
export interface Sample {
  /** How many packages were in the master's buffer when it ended. */
  readonly backlog: number
  /** How many requests of the first client were answered in it. */
  readonly rate: number
  /** How long those requests of the other client waited at most that were answered in it, in seconds. */
  readonly wait: number
}

export interface Simulation {
  /** One for each second. */
  readonly samples: readonly Sample[]
  /** When the last page was written, in seconds. */
  readonly seconds: number
  /** How long each request of the other client waited, in seconds, the shortest first. */
  readonly waits: Float64Array
}

interface Message {
  readonly isOther: boolean
  readonly sent: number
}

/** The name of the package that the other client asks for. */
const OTHER = 'other'

/**
 * A rebuild of many packages on a simulated clock: the master's buffer and writer as in the emulated master, a client
 * that asks for all packages, and another that asks for one of them now and then, whether it was answered or not.
 */
export function simulate(options: SimulationOptions): Simulation {
  const run = new Run(options)
  while (!run.isOver) run.step()
  return run.result()
}

class Run {
  #answered = 0
  #answeredBefore = 0
  #asked = 0
  /** What the master deals with just now, and when it is done. */
  #inHand: undefined | {readonly done: number; readonly message: Message}
  #longestWait = 0
  #now = 0
  readonly #options: SimulationOptions
  readonly #others: Message[] = []
  readonly #ours: Message[] = []
  readonly #samples: Sample[] = []
  #seconds = 0
  #sent = 0
  readonly #waits: number[] = []
  #wasOther = false
  readonly #writer: WriteBehind
  #written = 0

  constructor(options: SimulationOptions) {
    this.#options = options
    this.#writer = new WriteBehind({hold: options.hold, pageTime: (now) => 1 / options.speed(now)}, 0)
  }

  get isOver(): boolean {
    return this.#written === this.#options.packages
  }

  result(): Simulation {
    // Those that wait while the last page is written are answered right after it.
    const waits = [...this.#waits, ...this.#others.map(({sent}) => this.#now - sent)]
    return {samples: this.#samples, seconds: this.#seconds, waits: Float64Array.from(waits).sort()}
  }

  /** Does what is due, and goes on to when there is more. */
  step(): void {
    this.#write()
    this.#answer()
    this.#ask()
    const next = this.#send()
    this.#take()
    if (this.#now >= this.#samples.length + 1) this.#sample()
    this.#now = Math.min(
      this.#writer.next,
      this.#inHand?.done ?? Infinity,
      this.#asked * this.#options.askEvery,
      this.#samples.length + 1,
      Math.max(next, this.#now),
    )
  }

  #answer(): void {
    const {timing} = this.#options
    if (!this.#inHand || this.#inHand.done > this.#now) return
    const {isOther, sent} = this.#inHand.message
    this.#inHand = undefined
    this.#writer.request('PROJECT', isOther ? OTHER : String(this.#answered), this.#now)
    if (isOther) {
      this.#waits.push(this.#now - sent)
      this.#longestWait = Math.max(this.#longestWait, this.#now - sent)
    } else {
      this.#answered++
      timing?.answered(this.#now, true)
    }

    this.#writer.message(this.#now)
  }

  #ask(): void {
    if (this.#now < this.#asked * this.#options.askEvery) return
    this.#others.push({isOther: true, sent: this.#now})
    this.#asked++
  }

  #sample(): void {
    const rate = this.#answered - this.#answeredBefore
    this.#samples.push({
      backlog: this.#writer.size,
      rate,
      wait: Math.max(this.#longestWait, this.#now - (this.#others[0]?.sent ?? this.#now)),
    })
    this.#answeredBefore = this.#answered
    this.#longestWait = 0
  }

  /** @returns when to send the next one */
  #send(): number {
    const {packages, timing, window} = this.#options
    while (this.#sent < packages && this.#sent - this.#answered < window) {
      const next = timing?.next(this.#now) ?? 0
      if (next > this.#now) return next
      timing?.sent(this.#now)
      this.#ours.push({isOther: false, sent: this.#now})
      this.#sent++
    }

    return Infinity
  }

  /** The master takes the next message, from each connection in turn, unless it is busy. */
  #take(): void {
    if (this.#inHand || this.#writer.isBusy) return
    const [first, second] = this.#wasOther ? [this.#ours, this.#others] : [this.#others, this.#ours]
    const message = first.shift() ?? second.shift()
    if (!message) return
    this.#wasOther = message.isOther
    this.#inHand = {done: this.#now + this.#options.serviceTime, message}
  }

  #write(): void {
    for (const {at, page} of this.#writer.advance(this.#now)) {
      if (page === `project/${OTHER}/index.html`) continue
      this.#seconds = at
      this.#written++
    }
  }
}
