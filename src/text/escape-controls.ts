import {ellipsis} from './unicode.js'

/** ASCII and the ellipsis: nearly all text. */
const PLAIN = /^[ -~\u2026]*$/

/**
 * Makes untrusted text safe to print: replaces control characters by escapes such as `\x1b` or `\u202e`, and cuts text
 * that is too long, with an ellipsis.
 *
 * @param text - from outside: a file, the network, an argument
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
    // A cut here leaves room for the ellipsis and does not split an escape.
    if (shown.length <= limit - end.length) whole = shown.length
  }

  return shown
}

/** Equivalent JSON with control and invisible characters as escapes. */
export function escapeControlsInJson(json: string): string {
  // Not the line break: in JSON it occurs only between lines.
  const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
  // JSON has one escape per UTF-16 unit.
  return json.replaceAll(unseen, (character) => character.replaceAll(/[^]/g, (unit) => jsonEscape(unit)))
}

/**
 * Whether a terminal would interpret or hide the character: C0 and C1 controls, DEL, format characters (text direction,
 * zero width), line and paragraph separators, and halves of surrogate pairs.
 */
function isUnseen(character: string): boolean {
  // Not a constant: compiling these sets takes V8 half a millisecond, and most runs do not need them.
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)
}

function jsonEscape(unit: string): string {
  return `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

function escape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
}
