import type {PackageSource} from '../packages/source.js'
import type {Site} from '../pages/page.js'
import type {When} from '../pages/when.js'
import type {Tally} from './books/tally.js'
import type {Context} from './context.js'
import type {EventBuffer} from './event-buffer.js'
import type {PackagesJob} from './job.js'

import {outdated} from '../pages/outdated.js'
import {type PackagePart, packageRequest} from './part.js'

/** Which pages are outdated, and where they are. */
export interface Age {
  readonly olderThan: When
  readonly part: PackagePart
  readonly site: Site
}

/** How many pages are looked at from one event to the next. */
const STEP = 100

/**
 * Of some packages, those whose page is missing or outdated; each page is looked at when its name is taken. The count,
 * where it is known, is of these; the tally counts those that are up to date.
 */
export function onlyOutdated(
  source: PackageSource,
  {olderThan: {time}, part, site}: Age,
  {count, tally}: {readonly count?: number | undefined; readonly tally: Pick<Tally, 'upToDate'>},
): PackageSource {
  const options = {
    onCurrent() {
      tally.upToDate++
    },
    requestOf: (name: string) => packageRequest(part, name),
    site,
    time,
  }
  return {close: () => source.close(), count, [Symbol.asyncIterator]: () => outdated(source, options)}
}

/** Counts the packages whose pages are outdated; the tally counts the others. */
export async function countOutdated(
  source: PackageSource,
  age: Age,
  {events, tally}: {readonly events: EventBuffer; readonly tally: Pick<Tally, 'upToDate'>},
): Promise<number> {
  let count = 0
  let next = STEP
  events.add({olderThan: age.olderThan, total: source.count, type: 'looking'})
  for await (const names of onlyOutdated(source, age, {tally})) {
    count += names.length
    const {upToDate} = tally
    if (count + upToDate < next) continue
    next = count + upToDate + STEP
    events.add({isDone: false, outdated: count, type: 'looked', upToDate})
    await events.room()
  }

  events.add({isDone: true, outdated: count, type: 'looked', upToDate: tally.upToDate})
  return count
}

/** The age of pages where only outdated ones are requested; undefined for pages of any age. */
export async function ageOf(
  {olderThan, part}: Pick<PackagesJob, 'olderThan' | 'part'>,
  {site}: Context,
): Promise<Age | undefined> {
  return olderThan && {olderThan, part, site: await site()}
}
