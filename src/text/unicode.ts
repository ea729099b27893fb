/** Whether the locale lets text be more than ASCII, as the C library would read it from the environment. */
export function isUnicodeTerminal(environment: Readonly<NodeJS.ProcessEnv> = process.env): boolean {
  // Those that are set but empty count as not set.
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || ''
  return /utf-?8/i.test(locale)
}

/** What stands for text that is left out or yet to come. */
export function ellipsis(unicode = isUnicodeTerminal()): string {
  return unicode ? '…' : '...'
}
