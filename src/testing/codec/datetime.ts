import {isTimestamp, Timestamp} from '../../import-queue/timestamp.js'

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/

/** The time of an RFC 3339 text, cut to microseconds; undefined for any other text. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const [, clock, fraction = '', sign, hours, minutes] = rfc3339.exec(text) ?? []
  if (clock === undefined) return undefined
  const local = Date.parse(`${clock}Z`)
  // Date.parse turns February 30 into March 1, and 24:00 into midnight.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(clock)) return undefined
  const micros = Number(fraction.padEnd(6, '0'))
  const minutesEast = sign === undefined ? 0 : Number(hours) * 60 + Number(minutes)
  const offset = sign === '-' && minutesEast > 0 ? -minutesEast : minutesEast
  const timestamp = new Timestamp(local - offset * 60_000 + Math.floor(micros / 1000), {
    microseconds: micros % 1000,
    offset,
  })
  return isTimestamp(timestamp) ? timestamp : undefined
}

/** The time of a Unix timestamp, in seconds, fractions allowed; undefined outside Python's limits. */
export function timestampOfSeconds(seconds: number): Timestamp | undefined {
  const whole = Math.floor(seconds)
  // Separately: together they have more digits than a double.
  const micros = Math.round((seconds - whole) * 1_000_000)
  const time = whole * 1000 + Math.floor(micros / 1000)
  if (!Number.isFinite(time)) return undefined
  const timestamp = new Timestamp(time, {microseconds: micros % 1000})
  return isTimestamp(timestamp) ? timestamp : undefined
}
