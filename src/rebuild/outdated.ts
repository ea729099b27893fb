import type {PackageSource} from '../packages/source.js'
import type {Site} from '../pages/page.js'
import type {When} from '../pages/when.js'
import type {Tally} from './books/tally.js'
import type {Context} from './context.js'
import type {EventBuffer} from './event-buffer.js'
import type {PackagesJob} from './job.js'

import {outdated} from '../pages/outdated.js'
import {type PackagePart, packageRequest} from './part.js'

/** When pages are outdated, and where they are. */
export interface Age {
  readonly olderThan: When
  readonly part: PackagePart
  readonly site: Site
}

/** Number of pages checked between two events. */
const STEP = 100

/**
 * Filters packages whose page is missing or outdated. Each page is checked when its name is taken. The count, if known, is
 * that of the filtered packages; the tally counts up-to-date pages.
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

/** Counts packages with outdated pages; the tally counts up-to-date pages. */
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

/** The limit for outdated pages; undefined for pages of any age. */
export async function ageOf(
  {olderThan, part}: Pick<PackagesJob, 'olderThan' | 'part'>,
  {site}: Context,
): Promise<Age | undefined> {
  return olderThan && {olderThan, part, site: await site()}
}
