import {stripBlanks} from './blanks.js'

/** What a file can give as a value: text, or a list where the value stands in square brackets. */
export type ConfigValue = readonly unknown[] | string

/**
 * Reads a value that may be a list: a JSON array if it is one (numbers and the like come back as JSON values), else
 * whatever stands between the commas, as text. Observed on the real master's parser; it would also take the NaN and
 * Infinity of Python's JSON for numbers, which here are text.
 */
export function readList(value: string): ConfigValue {
  if (!value.startsWith('[') || !value.endsWith(']')) return value
  try {
    return JSON.parse(value) as readonly unknown[]
  } catch {
    return value
      .slice(1, -1)
      .split(',')
      .map((element) => stripBlanks(element))
  }
}
