/**
 * White space as Python counts it, which is how `piwheels.conf` is read: unlike JavaScript's it has the separators
 * U+001C to U+001F and U+0085, and lacks the byte order mark U+FEFF.
 */
const BLANKS = new Set(
  '\t\n\v\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000',
)

/** Whether a character of a configuration file is white space; false past the end of a text (`undefined`). */
export function isBlank(character: string | undefined): boolean {
  return character !== undefined && BLANKS.has(character)
}

/** The first position at or after `from` that holds no white space; the length of the text if there is none. */
export function skipBlanks(text: string, from: number): number {
  let at = from
  while (isBlank(text[at])) at++
  return at
}

/** The text without white space at either end. */
export function stripBlanks(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text[end - 1])) end--
  return text.slice(skipBlanks(text, 0), end)
}
