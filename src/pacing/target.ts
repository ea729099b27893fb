/**
 * How long after the end of a flush the next one begins on average, in seconds: a second, and the time until the next
 * message (PROTOCOL: the mean of 1,017 cycles).
 */
export const PAUSE = 1.02

/** For how many flushes it is remembered how well they were predicted: some ten minutes' worth. */
const REMEMBERED = 300

/** After how many flushes it is known how well they are predicted. */
const PROVEN = 10

/** A flush that took even longer than so many times its prediction counts as that: a sudden change, not scatter. */
const SUDDEN = 3

/**
 * Which share of others' time may be spent waiting for longer than intended, in what is played again. The goal is a
 * hundredth; a quarter of that leaves the rest to what is not played: a limit between two flushes falls anywhere among
 * the requests, so that a flush has sometimes more pages than its share.
 */
const OVER = 0.0025

/** How wrong predictions are supposed to be until it is seen, as a share: by ten values of a normal distribution. */
const SUPPOSED = {least: 0.02, most: 0.5} as const
const NORMAL = [-1.64, 0.39, -0.67, 1.04, -0.13, -1.04, 0.67, 0.13, -0.39, 1.64] as const

/** How often an interval is halved to find a length: to a thousandth. */
const HALVINGS = 10

/**
 * Finds how long flushes may be intended to be so that others hardly ever wait longer than they should: plays again how
 * far from their predictions the last flushes were, with shorter or longer ones.
 */
export class Target {
  /** How long a flush is intended to be, in seconds. */
  length: number
  readonly #maxWait: number
  #observed = 0
  readonly #ratios: number[] = []

  /** @param maxWait how long others may have to wait, in seconds */
  constructor(maxWait: number) {
    this.length = maxWait
    this.#maxWait = maxWait
  }

  /** Whether enough flushes were compared with their predictions. */
  get isProven(): boolean {
    return this.#observed >= PROVEN
  }

  /** In which share of the time the writer is busy with flushes of this length. */
  get load(): number {
    return loadFor(this.length)
  }

  /** Finds the length anew, in seconds; the error is how wrong predictions are supposed to be, as a share. */
  aim(error: number): void {
    const supposed = Math.max(SUPPOSED.least, Math.min(SUPPOSED.most, error))
    const ratios = [...NORMAL.map((value) => 1 + supposed * value), ...this.#ratios]
    let low = 0
    let high = 1
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (low + high) / 2
      if (isBearable(middle * this.#maxWait, ratios, this.#maxWait)) low = middle
      else high = middle
    }

    this.length = ((low + high) / 2) * this.#maxWait
  }

  /** A flush took so many times as long as predicted. */
  observe(ratio: number): void {
    this.#observed++
    this.#ratios.push(Math.min(ratio, SUDDEN))
    if (this.#ratios.length > REMEMBERED) this.#ratios.shift()
  }
}

/** In which share of the time the writer is busy when each flush lasts so many seconds. */
export function loadFor(length: number): number {
  return length / (length + PAUSE)
}

/** Whether others would have waited hardly ever too long: what a flush writes came in since the begin of the last. */
function isBearable(length: number, ratios: readonly number[], maxWait: number): boolean {
  const load = loadFor(length)
  let flush = length
  let all = 0
  let over = 0
  for (const ratio of ratios) {
    flush = load * ratio * (flush + PAUSE)
    all += flush + PAUSE
    over += Math.max(0, flush - maxWait)
  }

  return over <= OVER * all
}
