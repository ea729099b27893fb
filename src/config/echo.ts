/** As much of a value as a message repeats: 60 characters. */
const HEAD = /^.{0,60}/su

/**
 * The text with everything that a terminal would act on or hide written out, such as `\x1b` for escape: control and
 * format characters (C0, C1, text direction, zero width), line separators and lone surrogates.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`
  })
}

/** The text in quotes as a message may repeat it: visible, and shortened with an ellipsis where it is long. */
export function echo(text: string): string {
  const head = HEAD.exec(text)?.[0] ?? ''
  return head.length < text.length ? `"${visible(head)}…"` : `"${visible(text)}"`
}
