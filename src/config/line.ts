import {isBlank, skipBlanks, stripBlanks} from './blanks.js'
import {echo} from './echo.js'
import {ConfigSyntaxError} from './errors.js'
import {type ConfigValue, readList} from './list.js'

/** What a line of a file says. */
export interface ConfigLine {
  readonly key: string
  readonly value: ConfigValue
}

/**
 * Reads one line: `key = value`, `key: value`, `key value` or a bare `key`, which means `true`; the value in quotes
 * or not, a comment after a blank behind it. Undefined for what says nothing: a blank line, a comment, a section,
 * a line of three dashes. Observed on the real master's parser. One pass, whatever the line holds.
 *
 * @param text the line without its end
 * @param line its number, from 1, for the error
 * @throws ConfigSyntaxError where no key stands before `=` or `:`, or a comment touches the key
 */
export function parseLine(text: string, line: number): ConfigLine | undefined {
  const content = stripBlanks(text)
  if (content === '' || '#;['.includes(content.charAt(0)) || content.startsWith('---')) return undefined

  const keyEnd = endOfKey(content)
  const key = content.slice(0, keyEnd)
  if (keyEnd === content.length) return {key, value: 'true'}
  if (keyEnd === 0) {
    throw new ConfigSyntaxError(`expected a key, found ${echo(content.charAt(0))} at the start of the line`, {
      line,
      suggestions: ['Write the line as: key = value', 'To disable the line put "#" before it.'],
    })
  }

  if (isComment(content[keyEnd])) {
    // No more of the line than this: what follows may be a password.
    throw new ConfigSyntaxError(
      `expected "=", ":" or a blank after the key, found ${echo(content.slice(0, keyEnd + 1))}`,
      {
        line,
        suggestions: ['Write the line as: key = value', 'Put the comment on a line of its own.'],
      },
    )
  }

  const separator = skipBlanks(content, keyEnd)
  const explicit = content[separator] === '=' || content[separator] === ':'
  const value = readValue(content.slice(explicit ? skipBlanks(content, separator + 1) : separator))
  // Empty quotes after a mere blank count as no value at all.
  return {key, value: readList(value === '' && !explicit ? 'true' : value)}
}

/** The position of the first character that no key can hold. */
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
 * The text up to the first closing quote that the line or a comment ends after; quotes elsewhere belong to the value.
 * Undefined if no quote opens or none closes, when the quote is an ordinary character.
 */
function readQuoted(text: string): string | undefined {
  const quote = text.charAt(0)
  if (quote !== '"' && quote !== "'") return undefined
  // From 2: the quotes of an empty value are the last to be thought of.
  for (let at = text.indexOf(quote, 2); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (isEnd(text, at + 1)) return text.slice(1, at)
  }

  return text[1] === quote && isEnd(text, 2) ? '' : undefined
}

/** Whether the value may end here: nothing follows, or a comment after a blank. */
function isEnd(text: string, at: number): boolean {
  const next = skipBlanks(text, at)
  return next === text.length || (next > at && isComment(text[next]))
}

/** Where the first comment begins, with the blanks before it; a `#` in front of all is no comment. */
function endOfUnquoted(text: string): number {
  for (let at = 1; at < text.length; at++) {
    if (!isBlank(text[at])) continue
    const next = skipBlanks(text, at)
    if (isComment(text[next])) return at
    // Leaps over the run of blanks, so that none is looked at twice.
    at = next
  }

  return text.length
}
