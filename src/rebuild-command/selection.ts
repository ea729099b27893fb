import {PiwError} from '../errors.js'
import {checkPattern} from '../packages/pattern.js'

/** Which packages the user asked for, as flags and arguments say it. */
export interface Selection {
  readonly 'dry-run'?: boolean | undefined
  readonly match?: string | undefined
  readonly names: readonly string[]
  readonly 'packages-from'?: string | undefined
  /** In requests a second; 0 is as fast as the master answers. */
  readonly rate?: number | undefined
  readonly resume?: boolean | undefined
  readonly 'single-request'?: boolean | undefined
}

const NOT_WITH_NAMES = ['match', 'packages-from', 'resume', 'single-request'] as const

/** Whether the user asked for all packages rather than naming some. */
export function selectsAll(selection: Selection): boolean {
  return selection.names.length === 0 && selection['packages-from'] === undefined
}

/**
 * Refuses what cannot go together, before anything is looked at.
 *
 * @throws {PiwError} of kind `usage`
 */
export function checkSelection(selection: Selection): void {
  if (selection.match !== undefined) checkPattern(selection.match)
  if (selection.names.length === 0) return
  const flag = NOT_WITH_NAMES.find((name) => selection[name])
  if (flag === undefined) return
  throw new PiwError(`--${flag} cannot be used with packages named as arguments.`, {
    kind: 'usage',
    suggestions: [`Leave out either --${flag} or the packages.`],
  })
}
