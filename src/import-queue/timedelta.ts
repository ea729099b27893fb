/**
 * A duration in Python's normal form: only the days may be negative, so minus one second is
 * `{days: -1, seconds: 86399, microseconds: 0}`. Anything else is
 * invalid, and refused before it is sent.
 */
export interface TimeDelta {
  /** Whole days, -999,999,999 to 999,999,999. */
  readonly days: number
  /** Whole microseconds beyond the seconds, 0 to 999,999. */
  readonly microseconds: number
  /** Whole seconds beyond the days, 0 to 86,399. */
  readonly seconds: number
}

const secondsPerDay = 86_400
const microsecondsPerSecond = 1_000_000
const mostDays = 999_999_999

/** Whether a value is a time delta in normal form: any object with these three fields. */
export function isTimeDelta(value: unknown): value is TimeDelta {
  if (typeof value !== 'object' || value === null) return false
  const {days, microseconds, seconds} = value as Partial<Record<keyof TimeDelta, unknown>>
  return (
    isWhole(days, -mostDays, mostDays) &&
    isWhole(seconds, 0, secondsPerDay - 1) &&
    isWhole(microseconds, 0, microsecondsPerSecond - 1)
  )
}

/**
 * A time delta in normal form from a count of seconds, rounded to whole microseconds; it may be negative.
 *
 * @throws RangeError unless the seconds are finite and within 999,999,999 days
 */
export function timeDelta(totalSeconds: number): TimeDelta {
  const days = Math.floor(totalSeconds / secondsPerDay)
  const rest = totalSeconds - days * secondsPerDay
  const micros = Math.round(rest * microsecondsPerSecond)
  // Rounding may carry into the next second, and that into the next day.
  const carried = Math.floor(micros / microsecondsPerSecond)
  const delta = {
    days: days + Math.floor(carried / secondsPerDay),
    microseconds: micros % microsecondsPerSecond,
    seconds: carried % secondsPerDay,
  }
  if (!isTimeDelta(delta)) throw new RangeError(`expected seconds within 999999999 days, found ${totalSeconds}`)
  return delta
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}
