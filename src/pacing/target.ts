/**
 * The mean time from the end of a flush to the next one, in seconds: a second, and the time until the next message
 * (measured over 1,017 cycles).
 */
export const PAUSE = 1.02

/** How many predictions are kept: about ten minutes' worth. */
const REMEMBERED = 300

/** How many predictions have to be compared before they are reliable. */
const PROVEN = 10

/** The highest ratio of a flush to its prediction that counts: beyond that, it is a sudden change, not scatter. */
const SUDDEN = 3

/**
 * The share of time that other clients may wait beyond the limit in a replay. The goal is 1 per cent; a quarter of that
 * leaves room for what the replay omits: the boundary between two flushes falls anywhere among the requests, so a flush
 * sometimes gets more pages than its share.
 */
const OVER = 0.0025

/** The error of predictions before it is measured, as a share; and ten values of a normal distribution. */
const SUPPOSED = {least: 0.02, most: 0.5} as const
const NORMAL = [-1.64, 0.39, -0.67, 1.04, -0.13, -1.04, 0.67, 0.13, -0.39, 1.64] as const

/** How often the interval is halved to find a length: to a thousandth. */
const HALVINGS = 10

/**
 * Finds the length of flushes at which other clients hardly ever wait beyond the limit, by replaying the prediction errors
 * of the last flushes with shorter or longer ones.
 */
export class Target {
  /** The intended length of a flush, in seconds. */
  length: number
  readonly #maxWait: number
  #observed = 0
  readonly #ratios: number[] = []

  /** @param maxWait the limit on other clients' waits, in seconds */
  constructor(maxWait: number) {
    this.length = maxWait
    this.#maxWait = maxWait
  }

  /** Whether predictions have proven right often enough. */
  get isProven(): boolean {
    return this.#observed >= PROVEN
  }

  /** The share of time that the writer is busy with flushes of this length. */
  get load(): number {
    return loadFor(this.length)
  }

  /** Updates the length. @param error the assumed error of predictions, as a share */
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

  /** @param ratio of the length of a flush to its prediction */
  observe(ratio: number): void {
    this.#observed++
    this.#ratios.push(Math.min(ratio, SUDDEN))
    if (this.#ratios.length > REMEMBERED) this.#ratios.shift()
  }
}

/** The share of time that the writer is busy with flushes of this length, in seconds. */
export function loadFor(length: number): number {
  return length / (length + PAUSE)
}

/** Whether waits stay within the limit: each flush writes what arrived since the start of the last one. */
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
