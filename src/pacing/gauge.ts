/** What was seen of the master's answers in about a second. */
export interface Observation {
  /** When the longest time without an answer began. */
  readonly began: number
  /** The longest time without an answer, in seconds: no flush was longer. */
  readonly gap: number
  /** Whether a flush shows: a request waited for much longer than others. */
  readonly isStall: boolean
  /** The longest time that a request waited for its answer, in seconds: the longest flush was no shorter. */
  readonly wait: number
}

/** How long a second is, in seconds. */
const SPAN = 1

/** From how long on a wait may be a flush, in seconds, and how many times the shortest wait it has to be. */
const STALL = {least: 0.01, times: 4} as const

/** Measures how the master answers, second by second. Times are in seconds. */
export class Gauge {
  #began: number
  #end: number
  #gap = 0
  #isDisturbed = false
  #lastAnswer: number
  #sent: number[] = []
  #shortest = Infinity
  #wait = 0

  constructor(now: number) {
    this.#began = now
    this.#lastAnswer = now
    this.#end = now + SPAN
  }

  /** The shortest time that a request has ever waited for its answer, in seconds. */
  get shortest(): number {
    return this.#shortest
  }

  /**
   * The oldest request that is in flight was answered.
   *
   * @returns what was seen in the second before, where one is over
   */
  answered(now: number): Observation | undefined {
    const observation = now < this.#end ? undefined : this.#turn(now)
    const wait = now - (this.#sent.shift() ?? now)
    const gap = now - this.#lastAnswer
    if (gap > this.#gap) {
      this.#gap = gap
      this.#began = this.#lastAnswer
    }

    this.#lastAnswer = now
    if (!this.#isDisturbed) this.#shortest = Math.min(this.#shortest, wait)
    this.#wait = Math.max(this.#wait, wait)
    return observation
  }

  /**
   * This process was held up until now: how long answers took cannot be known, and a flush may have gone unseen. What is
   * in flight counts as sent now, and the second that ends next has nothing to tell.
   */
  heldUp(now: number): void {
    this.#end = now + SPAN
    this.#isDisturbed = true
    this.#lastAnswer = now
    this.#sent.fill(now)
  }

  sent(now: number): void {
    this.#sent.push(now)
  }

  /** How long the oldest request that is in flight has been waiting, in seconds; 0 when none is. */
  waiting(now: number): number {
    return now - (this.#sent[0] ?? now)
  }

  /** Ends the second. One that ends in the midst of its longest silence has nothing to tell: the next one will. */
  #turn(now: number): Observation | undefined {
    const began = this.#began
    const gap = this.#gap
    const wait = this.#wait
    const isWhole = gap > 0 && this.#end - this.#lastAnswer <= gap && !this.#isDisturbed
    this.#end += SPAN * (1 + Math.floor((now - this.#end) / SPAN))
    this.#gap = 0
    this.#isDisturbed = false
    this.#wait = 0
    if (!isWhole) return undefined
    return {began, gap, isStall: wait >= Math.max(STALL.least, STALL.times * this.#shortest), wait}
  }
}
