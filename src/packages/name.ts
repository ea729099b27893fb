import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** The longest package name, in characters; what the master's table holds. */
export const MAX_NAME_LENGTH = 200

const PEP_508 = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/

/** Text that is not a package name; the message shows it and says why. Of kind `usage`. */
export class InvalidNameError extends PiwError {
  override readonly name = 'InvalidNameError'

  constructor(raw: string, problem: string) {
    super(`"${escapeControls(raw, 60)}" is not a package name: ${problem}`, {kind: 'usage'})
  }
}

/**
 * The canonical form of a package name (PEP 503), the only one that the master knows: `Zope.Interface` becomes
 * `zope-interface`. What it returns is safe to send.
 *
 * @throws {@link InvalidNameError} for anything that is not a name (PEP 508)
 */
export function checkName(raw: string): string {
  if (raw.length <= MAX_NAME_LENGTH && PEP_508.test(raw)) return canonical(raw)
  throw new InvalidNameError(raw, problemWith(raw))
}

/** Lower case, and one `-` for each run of `-`, `_` and `.`. Says nothing about whether the text is a name. */
export function canonical(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/**
 * Whether a name that the database holds can be sent as it is. The master compares exactly, so such a name is neither
 * canonicalised nor held to PEP 508, but one that could kill the master, or foul a terminal or a log, is not safe.
 */
export function isSafeName(name: string): boolean {
  return name !== '' && !isTooLong(name) && (PEP_508.test(name) || !/[\p{Cc}\p{Cs}]/u.test(name))
}

function problemWith(raw: string): string {
  if (raw === '') return 'it is empty'
  if (raw.includes('\0')) return 'it contains a NUL character'
  if (/\p{Cc}/u.test(raw)) return 'it contains a control character'
  if (!raw.isWellFormed()) return 'it is not valid Unicode text'
  if (/\s/.test(raw)) return 'it contains white space'
  if (isTooLong(raw)) return `it is longer than ${MAX_NAME_LENGTH} characters`
  if (/[^A-Za-z0-9._-]/.test(raw)) return 'it may contain only ASCII letters, digits, ".", "-" and "_"'
  return 'it must start and end with a letter or digit'
}

/** Characters are counted as PostgreSQL counts them, by code point. */
function isTooLong(name: string): boolean {
  return name.length > MAX_NAME_LENGTH && [...name].length > MAX_NAME_LENGTH
}
