import {ellipsis} from './unicode.js'

/** A line, cut to so many columns where it is longer. */
export function fit(line: string, columns: number): string {
  if (line.length <= columns) return line
  const end = ellipsis()
  return `${line.slice(0, Math.max(columns - end.length, 0))}${end}`
}
