/** Pages per second, constant or by the time in seconds. */
export type Speed = ((now: number) => number) | number

/** A speed that swings slowly: by `factor` from its lowest to its highest value, once in `period` seconds. */
export interface Drift {
  /** The highest speed divided by the lowest, 1 or more. About 2 was measured on the real master on a busy machine. */
  readonly factor: number
  /** Seconds from one highest speed to the next. Minutes were measured. */
  readonly period: number
}

export interface PageTimeOptions {
  /** None unless given. */
  readonly drift?: Drift | undefined
  /** Whether page times scatter as they do on a busy machine; false unless given: each takes as long as the others. */
  readonly scatter?: boolean | undefined
  /** A whole number; the same one gives the same times. 1 unless given. */
  readonly seed?: number | undefined
  /** The mean of the page times is one divided by this. With 0 the writer is stuck. */
  readonly speed: Speed
}

/**
 * How the times for one page were distributed on the real master on a busy machine, in milliseconds: median, 90th and
 * 99th percentile and maximum as measured; the minimum is assumed.
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
 * How long the writer takes for one page after the other, in seconds: a function to be called with the time at which it
 * begins with the next page, in seconds.
 */
export function pageTimes({drift, scatter = false, seed = 1, speed}: PageTimeOptions): (now: number) => number {
  const random = randomNumbers(seed)
  const speedAt = drift ? drifting(speed, drift) : (now: number) => at(speed, now)
  return (now) => (scatter ? scattered(random()) : 1) / speedAt(now)
}

/** A speed that drifts around the given one, which is its geometric mean. At time 0 it is the given one, and rises. */
export function drifting(speed: Speed, {factor, period}: Drift): (now: number) => number {
  return (now) => at(speed, now) * factor ** (Math.sin((2 * Math.PI * now) / period) / 2)
}

/** The page time that so large a share of all page times does not exceed, as a multiple of their mean. */
export function scattered(share: number): number {
  const {from, rate, shortest} = SEGMENTS.find(({to}) => share <= to) ?? SEGMENTS.at(-1)!
  return (shortest * Math.exp(rate * (share - from))) / MEAN
}

function at(speed: Speed, now: number): number {
  return typeof speed === 'number' ? speed : speed(now)
}

/** Numbers between 0 and 1, by the generator of Lehmer with the constants of Park, Miller and Stockmeyer. */
function randomNumbers(seed: number): () => number {
  const modulus = 2 ** 31 - 1
  let state = (Math.abs(seed) % (modulus - 1)) + 1
  const next = () => {
    state = (state * 48_271) % modulus
    return state / modulus
  }

  // Small seeds begin with small numbers.
  for (let index = 0; index < 8; index++) next()
  return next
}
