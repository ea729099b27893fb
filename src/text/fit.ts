import {ellipsis} from './unicode.js'

/** Cuts a line to a number of columns, with an ellipsis. */
export function fit(line: string, columns: number): string {
  if (line.length <= columns) return line
  const end = ellipsis()
  return `${line.slice(0, Math.max(columns - end.length, 0))}${end}`
}
