/** Whether the locale's encoding is UTF-8, read from the environment as the C library does. */
export function isUnicodeTerminal(environment: Readonly<NodeJS.ProcessEnv> = process.env): boolean {
  // An empty variable counts as unset.
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || ''
  return /utf-?8/i.test(locale)
}

/** Marks omitted text. */
export function ellipsis(unicode = isUnicodeTerminal()): string {
  return unicode ? '…' : '...'
}
