/**
 * What a terminal acts on, hides or reorders, by code point, first and last of each range. A table of its own: what is
 * tested has another.
 */
const RANGES = [
  // C0, DEL and C1.
  [0x00, 0x1f],
  [0x7f, 0x9f],
  // Soft hyphen.
  [0xad, 0xad],
  // The direction of text.
  [0x6_1c, 0x6_1c],
  [0x20_0e, 0x20_0f],
  [0x20_2a, 0x20_2e],
  [0x20_66, 0x20_69],
  // Zero width.
  [0x20_0b, 0x20_0d],
  [0x20_60, 0x20_64],
  [0xfe_ff, 0xfe_ff],
  // Ends of lines and paragraphs.
  [0x20_28, 0x20_29],
  // Halves of pairs: no text at all.
  [0xd8_00, 0xdf_ff],
  // Annotations and tags.
  [0xff_f9, 0xff_fb],
  [0xe_00_01, 0xe_00_01],
  [0xe_00_20, 0xe_00_7f],
] as const

/** Whether a terminal would do anything with the text but show it. */
export function actsOnTerminal(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0x20 && code < 0x7f) continue
    if (RANGES.some(([first, last]) => code >= first && code <= last)) return true
  }

  return false
}

/** Half a surrogate pair cannot be put in UTF-8. */
export function isUnicode(text: string): boolean {
  return Buffer.from(text).toString() === text
}
