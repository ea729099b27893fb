/** `712345` as `712,345`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** Alternatives: `a`, `a or b`, `a, b or c`. */
export function formatChoice(things: readonly string[]): string {
  const last = things.at(-1) ?? ''
  return things.length < 2 ? last : `${things.slice(0, -1).join(', ')} or ${last}`
}

/** A count with its noun: `1 package`, `712,345 packages`. */
export function formatNumberOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A duration in its two largest units: `0.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** A local time, to the minute, with its offset from UTC: `2026-11-20 14:30 +01:00`. */
export function formatTime(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  const day = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join('-')
  const offset = -time.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`
  return `${day} ${pad(time.getHours())}:${pad(time.getMinutes())} ${zone}`
}

/**
 * Wraps a text at its spaces.
 *
 * @param text words separated by single spaces
 * @param columns the maximum length of a line
 * @param reserve columns to leave free at the end of the last line
 */
export function wrap(text: string, columns: number, reserve = 0): string {
  const words = text.split(' ')
  const lines: string[] = []
  let line = words.shift() ?? ''
  for (const [index, word] of words.entries()) {
    const length = line.length + 1 + word.length + (index === words.length - 1 ? reserve : 0)
    if (length <= columns) {
      line += ` ${word}`
    } else {
      lines.push(line)
      line = word
    }
  }

  return [...lines, line].join('\n')
}
