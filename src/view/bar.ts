import {formatCount, formatSeconds} from '../text/format.js'
import {isUnicodeTerminal} from '../text/unicode.js'

const GAP = '  '
const MAX_BAR = 30
const MIN_BAR = 5

export interface BarState {
  readonly done: number
  /** What is counted; shown where there is room. */
  readonly label: string
  /** A remark, such as the number of failures. */
  readonly note?: string | undefined
  /** Per second; undefined until measurable. */
  readonly rate: number | undefined
  /** Derived from the rate unless given; null while unknown. */
  readonly secondsLeft?: null | number | undefined
  /** Undefined while unknown. */
  readonly total: number | undefined
}

/**
 * One line with bar, done/total, rate and time left. In a narrow terminal the bar shrinks first; then the label, the time
 * left, the rate and the note are omitted, in this order.
 */
export function drawBar(state: BarState, columns: number, unicode = isUnicodeTerminal()): string {
  const {done, label, note, rate, total} = state
  const byRate = total !== undefined && rate ? (total - done) / rate : null
  const {secondsLeft = byRate} = state
  const left = secondsLeft === null ? undefined : `${formatSeconds(secondsLeft)} left`
  const count = total === undefined ? formatCount(done) : `${formatCount(done)}/${formatCount(total)}`
  const speed = rate === undefined ? undefined : `${formatCount(rate)}/s`
  const choices = [
    [label, count, speed, left, note],
    [undefined, count, speed, left, note],
    [undefined, count, speed, undefined, note],
    [undefined, count, undefined, undefined, note],
    [undefined, count, undefined, undefined, undefined],
  ]
  const needed = total === undefined ? 0 : MIN_BAR + GAP.length
  const texts =
    choices.find((parts) => joined(parts).length + needed <= columns) ?? ([undefined, count] satisfies unknown[])
  const [head, ...rest] = texts
  if (total === undefined) return joined([head, ...rest])
  const room = columns - joined(texts).length - GAP.length
  const width = Math.min(MAX_BAR, Math.max(MIN_BAR, room))
  return joined([head, bar(total === 0 ? 1 : done / total, width, unicode), ...rest])
}

function bar(share: number, width: number, unicode: boolean): string {
  if (!unicode) return `[${filled('#', '.', share, width - 2)}]`
  return filled('█', '░', share, width)
}

function filled(full: string, empty: string, share: number, width: number): string {
  const done = Math.min(width, Math.floor(share * width))
  return full.repeat(done) + empty.repeat(width - done)
}

function joined(parts: ReadonlyArray<string | undefined>): string {
  return parts.filter((part) => part !== undefined).join(GAP)
}
