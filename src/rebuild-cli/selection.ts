import type {When} from '../pages/when.js'

import {PiwError} from '../errors/piw-error.js'
import {checkPattern} from '../packages/pattern.js'
import {type PaceFlags} from './pace-flags.js'
import {checkWait, type WaitChoice} from './wait-flags.js'

/** Which packages the user asked for, as flags and arguments say it. */
export interface Selection extends PaceFlags, WaitChoice {
  readonly 'dry-run'?: boolean | undefined
  readonly match?: string | undefined
  readonly names: readonly string[]
  readonly 'older-than'?: string | undefined
  readonly 'packages-from'?: string | undefined
  readonly resume?: boolean | undefined
  readonly 'single-request'?: boolean | undefined
}

/** What needs to know the packages, which in a single request only the master does. */
const NOT_WITH_SINGLE_REQUEST = ['older-than', 'wait'] as const

const NOT_WITH_NAMES = ['match', 'packages-from', 'resume', 'single-request'] as const

/** Whether the user asked for all packages rather than naming some. */
export function selectsAll(selection: Selection): boolean {
  return selection.names.length === 0 && selection['packages-from'] === undefined
}

/**
 * The moment before which a page is outdated; undefined where its age does not matter.
 *
 * @throws {PiwError} of kind `usage` where the user gave none that there is
 */
export async function ageOf({'older-than': text}: Selection): Promise<undefined | When> {
  if (text === undefined) return undefined
  const {parseWhen} = await import('../pages/when.js')
  return parseWhen('--older-than', text)
}

/**
 * Refuses what cannot go together, before anything is looked at.
 *
 * @throws {PiwError} of kind `usage`
 */
export function checkSelection(selection: Selection): void {
  checkWait(selection)
  if (selection.match !== undefined) checkPattern(selection.match)
  const needing = NOT_WITH_SINGLE_REQUEST.find((name) => selection[name])
  if (selection['single-request'] && needing !== undefined) {
    throw new PiwError(`--${needing} cannot be used with --single-request: only the master would know which pages.`, {
      kind: 'usage',
      suggestions: ['Leave out --single-request, so that the pages of each package are asked for one by one.'],
    })
  }

  if (selection.names.length === 0) return
  const flag = NOT_WITH_NAMES.find((name) => selection[name])
  if (flag === undefined) return
  throw new PiwError(`--${flag} cannot be used with packages named as arguments.`, {
    kind: 'usage',
    suggestions: [`Leave out either --${flag} or the packages.`],
  })
}
