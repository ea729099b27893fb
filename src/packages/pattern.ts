import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {canonical, MAX_NAME_LENGTH} from './name.js'

/** An invalid pattern of package names; the message shows it and the reason. Of kind `usage`. */
export class InvalidPatternError extends PiwError {
  override readonly name = 'InvalidPatternError'

  constructor(raw: string, problem: string) {
    super(`"${escapeControls(raw, 60)}" is not a pattern of package names: ${problem}`, {
      kind: 'usage',
      suggestions: ['"*" matches any number of characters, "?" exactly one, e.g. "zope-*".'],
    })
  }
}

/**
 * The canonical form of a pattern of package names, by the rules for names: `Zope.*` becomes `zope-*`. `*` matches any
 * number of characters, `?` exactly one.
 *
 * @throws {@link InvalidPatternError} for a pattern that no name can match, or with other wildcards
 */
export function checkPattern(raw: string): string {
  if (raw === '') throw new InvalidPatternError(raw, 'it is empty')
  if (raw.length > MAX_NAME_LENGTH) {
    throw new InvalidPatternError(raw, `it is longer than ${MAX_NAME_LENGTH} characters`)
  }

  if (/[^A-Za-z0-9._*?-]/.test(raw)) {
    throw new InvalidPatternError(raw, 'it may contain only ASCII letters, digits, ".", "-", "_", "*" and "?"')
  }

  return canonical(raw).replaceAll(/\*+/g, '*')
}

/** The equivalent pattern for SQL's `LIKE`, with its own wildcards and `\` escaped. */
export function toLike(pattern: string): string {
  return pattern
    .replaceAll(/[%\\_]/g, String.raw`\$&`)
    .replaceAll('*', '%')
    .replaceAll('?', '_')
}
