import {ellipsis} from './unicode.js'

/** What nearly all text is made of: ASCII, and the ellipsis. */
const PLAIN = /^[ -~\u2026]*$/

/**
 * Makes text that came from outside fit to be shown: what a terminal would act on becomes an escape such as `\x1b` or
 * `\u202e`, and text that is too long is cut, with an ellipsis.
 *
 * @param text - what came from outside
 * @param limit - the longest result, in UTF-16 units
 */
export function escapeControls(text: string, limit = 200): string {
  if (text.length <= limit && PLAIN.test(text)) return text
  const end = ellipsis()
  let shown = ''
  let whole = 0
  for (const character of text) {
    shown += isUnseen(character) ? escape(character) : character
    if (shown.length > limit) return `${shown.slice(0, whole)}${end}`
    // Where a cut leaves room for the ellipsis and goes through no escape.
    if (shown.length <= limit - end.length) whole = shown.length
  }

  return shown
}

/** JSON that means the same, with everything that a terminal would act on or hide written as an escape. */
export function escapeControlsInJson(json: string): string {
  // All but the line break, which stands between its lines only.
  const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
  // One escape for each UTF-16 unit, as JSON has it.
  return json.replaceAll(unseen, (character) => character.replaceAll(/[^]/g, (unit) => jsonEscape(unit)))
}

/**
 * Whether a terminal would act on it or hide it rather than show it: C0 and C1 controls, DEL, format characters (the
 * direction of text, zero width), line and paragraph separators, and halves of surrogate pairs.
 */
function isUnseen(character: string): boolean {
  // Made when it is needed: such a set takes V8 half a millisecond.
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)
}

function jsonEscape(unit: string): string {
  return `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

function escape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
}
