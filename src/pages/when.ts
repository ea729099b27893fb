import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** A moment in the past, and the text that it was given as. */
export interface When {
  readonly text: string
  readonly time: Date
}

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/i
const SPAN = /^(\d{1,6})([dhmsw])$/

const MINUTE = 60_000
const UNITS: Readonly<Record<string, number>> = {
  d: 24 * 60 * MINUTE,
  h: 60 * MINUTE,
  m: MINUTE,
  s: 1000,
  w: 7 * 24 * 60 * MINUTE,
}

/**
 * Parses a moment in the past: a date (its start), a date and time, both in local time unless an offset is given, or an
 * age such as `3d`, `12h` or `90m`.
 *
 * @param name of the flag, for the message
 * @param text the user's input
 * @param now in milliseconds since 1970
 * @throws {PiwError} of kind `usage` for anything else, dates that do not exist, and the future
 */
export function parseWhen(name: string, text: string, now = Date.now()): When {
  const time = span(text, now) ?? date(text)
  if (!time)
    throw wrong(`Expected ${name} to be a date, a date and time or a time span, but found "${escapeControls(text)}".`)
  if (time.getTime() > now) throw wrong(`Expected ${name} to be in the past, but found "${escapeControls(text)}".`)
  return {text, time}
}

function date(text: string): Date | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] = DATE.exec(text) ?? []
  const numbers = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, m = 0, d = 0, ...clock] = numbers
  // UTC has every time of every day: a date that changes there does not exist.
  const utc = new Date(Date.UTC(y, m - 1, d, ...clock))
  if (Number.isNaN(utc.getTime())) return undefined
  const found = [utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate(), ...timeOf(utc)]
  if (found.some((number, index) => number !== numbers[index])) return undefined
  return offset === undefined ? local(utc) : new Date(utc.getTime() - offsetOf(offset) * MINUTE)
}

/**
 * The local time with the date and time of a UTC time. Of an hour that a change of the clocks repeats, and for one that it
 * skips, the later reading: it makes more pages outdated.
 */
function local(utc: Date): Date {
  // The offsets before and after a change on that day.
  const readings = [-1, 1].map((side) => {
    const offset = new Date(utc.getTime() + side * 24 * 60 * MINUTE).getTimezoneOffset()
    return utc.getTime() + offset * MINUTE
  })
  const exact = readings.filter((time) => time - new Date(time).getTimezoneOffset() * MINUTE === utc.getTime())
  return new Date(Math.max(...(exact.length > 0 ? exact : readings)))
}

/** The offset from UTC in minutes. */
function offsetOf(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [offset.slice(1, 3), offset.slice(-2)].map(Number)
  return (offset.startsWith('-') ? -1 : 1) * ((hours ?? 0) * 60 + (minutes ?? 0))
}

function span(text: string, now: number): Date | undefined {
  const [, count, unit = ''] = SPAN.exec(text) ?? []
  return count === undefined ? undefined : new Date(now - Number(count) * (UNITS[unit] ?? 0))
}

function timeOf(utc: Date): number[] {
  return [utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds()]
}

function wrong(message: string): PiwError {
  return new PiwError(message, {
    kind: 'usage',
    suggestions: ['Examples: 2026-11-20, "2026-11-20 14:30", 2026-11-20T14:30:00+01:00, 90m, 12h, 3d, 2w.'],
  })
}
