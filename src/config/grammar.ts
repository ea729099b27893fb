import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** A line of a configuration file. */
export interface Place {
  /** The file's name; undefined where only its bytes are known. */
  readonly file?: string | undefined
  /** Counted from 1. */
  readonly line: number
}

/** A line of a configuration file that cannot be read, or whose value its setting cannot take. A usage error. */
export class ConfigLineError extends PiwError implements Place {
  readonly file: string | undefined
  readonly line: number
  override readonly name = 'ConfigLineError'

  constructor(problem: string, {file, line}: Place, suggestions: readonly string[], cause?: unknown) {
    const place = `${file === undefined ? '' : `${escapeControls(file)}, `}line ${line}`
    super(`${place}: ${problem}`, {cause, kind: 'usage', suggestions})
    this.file = file
    this.line = line
  }
}

/** The text in quotes, escaped and shortened for a message. */
export function echo(text: string): string {
  return `"${escapeControls(text, 60)}"`
}

/** The value in a file: text, or a list where it stands in square brackets. */
export type ConfigValue = readonly unknown[] | string

/** The content of a line. */
export interface ConfigLine {
  readonly key: string
  readonly value: ConfigValue
}

/**
 * Reads one line: `key = value`, `key: value`, `key value` or a bare `key`, which means `true`. The value may be in
 * quotes and followed by a blank and a comment. Undefined for a blank line, a comment, a section and a line that starts
 * with three dashes. Observed on the real master's parser. One pass, in time proportional to the line's length.
 *
 * @param text the line without its end
 * @param place where the line stands, for the error
 * @throws ConfigLineError for a `=` or `:` without a key, or a comment that touches the key
 */
export function parseLine(text: string, place: Place): ConfigLine | undefined {
  const content = stripBlanks(text)
  if (content === '' || '#;['.includes(content.charAt(0)) || content.startsWith('---')) return undefined

  const keyEnd = endOfKey(content)
  const key = content.slice(0, keyEnd)
  if (keyEnd === content.length) return {key, value: 'true'}
  if (keyEnd === 0) {
    throw new ConfigLineError(`expected a key, found ${echo(content.charAt(0))} at the start of the line`, place, [
      'Write the line as: key = value',
      'To disable the line, put "#" before it.',
    ])
  }

  if (isComment(content[keyEnd])) {
    // Shows only this much of the line: the rest may be a password.
    const found = echo(content.slice(0, keyEnd + 1))
    throw new ConfigLineError(`expected "=", ":" or a blank after the key, found ${found}`, place, [
      'Write the line as: key = value',
      'Put the comment on a line of its own.',
    ])
  }

  const separator = skipBlanks(content, keyEnd)
  const explicit = content[separator] === '=' || content[separator] === ':'
  const value = readValue(content.slice(explicit ? skipBlanks(content, separator + 1) : separator))
  // Without "=" or ":", empty quotes mean no value.
  return {key, value: readList(value === '' && !explicit ? 'true' : value)}
}

/** The position of the first character that cannot be part of a key. */
function endOfKey(content: string): number {
  let at = 0
  while (at < content.length && !isBlank(content[at]) && !':=;#'.includes(content.charAt(at))) at++
  return at
}

function isComment(character: string | undefined): boolean {
  return character === '#' || character === ';'
}

/** The value at the start of the text, without its quotes and the comment after it. */
function readValue(text: string): string {
  return readQuoted(text) ?? text.slice(0, endOfUnquoted(text))
}

/**
 * The text up to the first closing quote that is followed by the end of the line or a comment; other quotes belong to
 * the value. Undefined if the text does not start with a quote or the quote is not closed: then it is an ordinary
 * character.
 */
function readQuoted(text: string): string | undefined {
  const quote = text.charAt(0)
  if (quote !== '"' && quote !== "'") return undefined
  // From 2: an empty value is the last resort.
  for (let at = text.indexOf(quote, 2); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (isEnd(text, at + 1)) return text.slice(1, at)
  }

  return text[1] === quote && isEnd(text, 2) ? '' : undefined
}

/** Whether the value may end here: before the end of the line, or before blanks and a comment. */
function isEnd(text: string, at: number): boolean {
  const next = skipBlanks(text, at)
  return next === text.length || (next > at && isComment(text[next]))
}

/** The position of the blanks before the first comment. A `#` at the start of the value is not a comment. */
function endOfUnquoted(text: string): number {
  for (let at = 1; at < text.length; at++) {
    if (!isBlank(text[at])) continue
    const next = skipBlanks(text, at)
    if (isComment(text[next])) return at
    at = next
  }

  return text.length
}

/**
 * Reads a value that may be a list: a JSON array (with numbers and the like as JSON values), else the texts between the
 * commas. Observed on the real master's parser, which also reads the NaN and Infinity of Python's JSON as numbers; here
 * they are text.
 */
function readList(value: string): ConfigValue {
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

/**
 * White space as Python defines it, which reads the same file: unlike JavaScript's it includes the separators U+001C to
 * U+001F and U+0085, and excludes the byte order mark U+FEFF.
 */
const BLANKS = new Set(
  '\t\n\v\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000',
)

/** Whether a character is white space; false for undefined, which is past the end of a text. */
function isBlank(character: string | undefined): boolean {
  return character !== undefined && BLANKS.has(character)
}

/** The position of the first character at or after `from` that is not white space; at most the length of the text. */
function skipBlanks(text: string, from: number): number {
  let at = from
  while (isBlank(text[at])) at++
  return at
}

/** The text without white space at either end. */
function stripBlanks(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text[end - 1])) end--
  return text.slice(skipBlanks(text, 0), end)
}
