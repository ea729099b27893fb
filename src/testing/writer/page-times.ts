/** Pages per second: a constant, or a function of the time in seconds. */
export type Speed = ((now: number) => number) | number

/** A slow oscillation of the speed. */
export interface Drift {
  /** The highest speed divided by the lowest, 1 or more. About 2 on the real master on a busy machine. */
  readonly factor: number
  /** Seconds from one maximum to the next. Minutes on the real master. */
  readonly period: number
}

export interface PageTimeOptions {
  /** None unless given. */
  readonly drift?: Drift | undefined
  /** Whether page times scatter as on a busy machine; false unless given: all take the same time. */
  readonly scatter?: boolean | undefined
  /** A whole number, 1 unless given. The same seed gives the same times. */
  readonly seed?: number | undefined
  /** The inverse of the mean page time. With 0 a page takes for ever. */
  readonly speed: Speed
}

/**
 * The distribution of page times on the real master on a busy machine, in milliseconds: measured median, 90th and 99th
 * percentile and maximum, and an assumed minimum.
 */
const QUANTILES = [
  [0, 5],
  [0.5, 9.7],
  [0.9, 23],
  [0.99, 71],
  [1, 860],
] as const

/** The straight lines between the quantiles, on a logarithmic scale of time. */
const SEGMENTS = QUANTILES.slice(1).map(([to, longest], index) => {
  const [from, shortest] = QUANTILES[index]!
  return {from, rate: Math.log(longest / shortest) / (to - from), shortest, span: longest - shortest, to}
})

/** The exact mean of that distribution, in milliseconds: 16.7, or 60 pages per second, where 45 to 80 were measured. */
const MEAN = SEGMENTS.reduce((sum, {rate, span}) => sum + span / rate, 0)

/**
 * The page times of a writer, one after the other, in seconds: a function of the time at which the next page is started,
 * in seconds.
 */
export function pageTimes({drift, scatter = false, seed = 1, speed}: PageTimeOptions): (now: number) => number {
  const random = randomNumbers(seed)
  const speedAt = drift ? drifting(speed, drift) : (now: number) => at(speed, now)
  return (now) => (scatter ? scattered(random()) : 1) / speedAt(now)
}

/** A speed that oscillates around the given one, its geometric mean, from which it rises at time 0. */
export function drifting(speed: Speed, {factor, period}: Drift): (now: number) => number {
  return (now) => at(speed, now) * factor ** (Math.sin((2 * Math.PI * now) / period) / 2)
}

/** The quantile of page times for a share from 0 to 1, as a multiple of their mean. */
export function scattered(share: number): number {
  const {from, rate, shortest} = SEGMENTS.find(({to}) => share <= to) ?? SEGMENTS.at(-1)!
  return (shortest * Math.exp(rate * (share - from))) / MEAN
}

function at(speed: Speed, now: number): number {
  return typeof speed === 'number' ? speed : speed(now)
}

/** Random numbers between 0 and 1: a Lehmer generator with the constants of Park, Miller and Stockmeyer. */
function randomNumbers(seed: number): () => number {
  const modulus = 2 ** 31 - 1
  let state = (Math.abs(seed) % (modulus - 1)) + 1
  const next = () => {
    state = (state * 48_271) % modulus
    return state / modulus
  }

  // Small seeds start with small numbers.
  for (let index = 0; index < 8; index++) next()
  return next
}
