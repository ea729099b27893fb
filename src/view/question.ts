import type {Plan} from '../rebuild/events.js'

import {PART_NAMES} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {formatNumberOf, formatTime} from '../text/format.js'
import {describePace} from './pace-words.js'

/** The confirmation before a rebuild of all packages, with its consequences. */
export function question({checkpoint, count, match, olderThan, pace, part}: Plan): string {
  const pages = PART_NAMES[part]
  if (count === undefined) {
    return (
      `This will ask the master to rebuild ${pages} for ALL packages in one request that cannot be stopped. ` +
      'For minutes the master will answer no other client and take no build results. Continue?'
    )
  }

  const packages = formatNumberOf(count, 'package')
  const age = olderThan ? `, those missing or older than ${formatTime(olderThan.time)}` : ''
  const how = pace && pace.choice.kind !== 'unlimited' ? `, ${describePace(count, pace)}` : ''
  if (checkpoint) return `This will rebuild ${pages} for the remaining ${packages}${age}${how}. Continue?`
  const which = match === undefined ? '' : ` matching ${escapeControls(match)}`
  const all = which === '' && age === '' ? 'ALL ' : ''
  return `This will rebuild ${pages} for ${all}${packages}${which}${age}${how}. Continue?`
}
