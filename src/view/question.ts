import type {When} from '../pages/when.js'
import type {Checkpoint} from '../rebuild/checkpoint.js'

import {type PackagePart, PART_NAMES} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {formatNumberOf, formatTime} from '../text/format.js'
import {describePace, type PaceForecast} from './pace-words.js'

export interface QuestionOptions {
  /** Where an earlier run ended, if this one goes on with it. */
  readonly checkpoint?: Checkpoint | undefined
  /** How many packages are to be asked for; undefined where the master is to expand the list by itself. */
  readonly count: number | undefined
  readonly match?: string | undefined
  /** Which pages are to be asked for, where it is only the outdated ones. */
  readonly olderThan?: undefined | When
  /** At which pace; undefined where nothing is to be said about it. */
  readonly pace?: PaceForecast | undefined
  readonly part: PackagePart
}

/** What the user is asked before a rebuild of all packages: it says what that means. */
export function question({checkpoint, count, match, olderThan, pace, part}: QuestionOptions): string {
  const pages = PART_NAMES[part]
  if (count === undefined) {
    return (
      `This will ask the master to rebuild ${pages} for ALL packages, in one request that cannot be stopped. ` +
      'For minutes it will answer nobody else, and take no build results. Go on?'
    )
  }

  const packages = formatNumberOf(count, 'package')
  const age = olderThan ? `, those missing or older than ${formatTime(olderThan.time)}` : ''
  const how = pace && pace.pace.kind !== 'unlimited' ? `, ${describePace(count, pace)}` : ''
  if (checkpoint) return `This will rebuild ${pages} for the ${packages} left${age}${how}. Go on?`
  const which = match === undefined ? '' : ` that match ${escapeControls(match)}`
  const all = which === '' && age === '' ? 'ALL ' : ''
  return `This will rebuild ${pages} for ${all}${packages}${which}${age}${how}. Go on?`
}
