import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {canonical, MAX_NAME_LENGTH} from './name.js'

/** Text that is not a pattern of package names; the message shows it and says why. Of kind `usage`. */
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
 * The canonical form of a pattern of package names, made as that of a name is: `Zope.*` becomes `zope-*`. `*` stands
 * for any run of characters, `?` for any one.
 *
 * @throws {@link InvalidPatternError} for what no name could match, and for the wildcards of other languages
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

/** The pattern in the words of SQL's `LIKE`, whose own wildcards, and the escape `\`, lose their meaning. */
export function toLike(pattern: string): string {
  return pattern
    .replaceAll(/[%\\_]/g, String.raw`\$&`)
    .replaceAll('*', '%')
    .replaceAll('?', '_')
}
