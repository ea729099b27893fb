import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** The maximum length of a package name in characters: that of the column in the master's table. */
export const MAX_NAME_LENGTH = 200

const PEP_508 = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/

/** An invalid package name; the message shows it and the reason. Of kind `usage`. */
export class InvalidNameError extends PiwError {
  override readonly name = 'InvalidNameError'

  constructor(raw: string, problem: string) {
    super(`"${escapeControls(raw, 60)}" is not a package name: ${problem}`, {kind: 'usage'})
  }
}

/**
 * The canonical form of a package name (PEP 503), the only form that the master knows: `Zope.Interface` becomes
 * `zope-interface`. The result is safe to send.
 *
 * @throws {@link InvalidNameError} for an invalid name (PEP 508)
 */
export function checkName(raw: string): string {
  if (raw.length <= MAX_NAME_LENGTH && PEP_508.test(raw)) return canonical(raw)
  throw new InvalidNameError(raw, problemWith(raw))
}

/** Lower case, and one `-` for each run of `-`, `_` and `.`. Does not check that the text is a name. */
export function canonical(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/**
 * Whether a name from the database is safe to send. The master compares exactly, so the name is not canonicalised, and
 * may violate PEP 508; unsafe is a name that is no valid text for a request, or could corrupt a terminal or a log.
 */
export function isSafeName(name: string): boolean {
  return name !== '' && !isTooLong(name) && (PEP_508.test(name) || !/[\p{Cc}\p{Cs}]/u.test(name))
}

function problemWith(raw: string): string {
  if (raw === '') return 'it is empty'
  if (/\p{Cc}/u.test(raw)) return 'it contains a control character'
  if (!raw.isWellFormed()) return 'it is not valid Unicode text'
  if (/\s/.test(raw)) return 'it contains white space'
  if (isTooLong(raw)) return `it is longer than ${MAX_NAME_LENGTH} characters`
  if (/[^A-Za-z0-9._-]/.test(raw)) return 'it may contain only ASCII letters, digits, ".", "-" and "_"'
  return 'it must start and end with a letter or digit'
}

/** Counts code points, as PostgreSQL does. */
function isTooLong(name: string): boolean {
  return name.length > MAX_NAME_LENGTH && [...name].length > MAX_NAME_LENGTH
}
