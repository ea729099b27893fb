export interface TimestampOptions {
  /** Microseconds beyond the millisecond, 0 to 999; 0 unless given. */
  readonly microseconds?: number
  /** Minutes east of UTC, -1439 to 1439; 0 unless given. It affects how the time is written, not the time itself. */
  readonly offset?: number
}

/**
 * A `Date` with what Python's datetime has besides: microseconds and a UTC offset. Wherever a `Timestamp` is expected, a
 * plain `Date` is accepted.
 */
export class Timestamp extends Date {
  /** Microseconds beyond the millisecond, 0 to 999. */
  readonly microseconds: number
  /** Minutes east of UTC. */
  readonly offset: number

  /** @throws RangeError when microseconds or offset are out of range */
  constructor(time: Date | number, {microseconds = 0, offset = 0}: TimestampOptions = {}) {
    super(time)
    if (!isWithin(microseconds, 0, 999)) throw new RangeError(`expected microseconds 0 to 999, found ${microseconds}`)
    if (!isWithin(offset, -1439, 1439)) throw new RangeError(`expected offset -1439 to 1439, found ${offset}`)
    this.microseconds = microseconds
    this.offset = offset
  }
}

/** Whether a value is a `Date` within the years 1 to 9999, Python's limits. */
export function isTimestamp(value: unknown): value is Date {
  return value instanceof Date && wallClock(value) !== undefined
}

/**
 * A date as RFC 3339 text as Python's cbor2 writes it: `Z` for UTC, and a fraction of six digits unless it is zero.
 *
 * @throws RangeError when the date is invalid or outside the years 1 to 9999
 */
export function formatTimestamp(date: Date): string {
  const clock = wallClock(date)
  if (clock === undefined) throw new RangeError('expected a date within the years 1 to 9999')
  const {microseconds, offset} = extras(date)
  const fraction = clock.slice(20, 23) + String(microseconds).padStart(3, '0')
  return clock.slice(0, 19) + (fraction === '000000' ? '' : `.${fraction}`) + formatOffset(offset)
}

/** The date as ISO text of 24 characters in its own offset; undefined outside Python's limits. */
function wallClock(date: Date): string | undefined {
  const local = new Date(date.getTime() + extras(date).offset * 60_000)
  if (Number.isNaN(local.getTime())) return undefined
  const year = local.getUTCFullYear()
  return year >= 1 && year <= 9999 ? local.toISOString() : undefined
}

// By its fields, not by its class: a host may have loaded this module twice.
function extras(date: Date): Required<TimestampOptions> {
  const {microseconds = 0, offset = 0} = date as Date & TimestampOptions
  return {microseconds, offset}
}

function formatOffset(offset: number): string {
  if (offset === 0) return 'Z'
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0')
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
