import type {PackageSource} from '../packages/source.js'
import type {Site} from '../pages/page.js'
import type {When} from '../pages/when.js'
import type {Phases} from '../view/phases.js'

import {outdated} from '../pages/outdated.js'
import {type PackagePart, packageRequest} from '../rebuild/part.js'
import {type Tally} from '../rebuild/report.js'
import {formatCount, formatTime} from '../text/format.js'
import {drawBar} from '../view/bar.js'
import {Meter} from '../view/meter.js'

/** Which pages are outdated, and where they are. */
export interface Age {
  readonly olderThan: When
  readonly part: PackagePart
  readonly site: Site
}

/**
 * Of some packages, those whose page is missing or outdated; each page is looked at when its name is taken. The count,
 * where it is known, is of these; the tally counts those that are left out.
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

/** Counts the packages whose pages are outdated, and shows as a phase how that goes. */
export async function countOutdated(
  source: PackageSource,
  age: Age,
  {phases, tally}: {readonly phases: Phases; readonly tally: Pick<Tally, 'upToDate'>},
): Promise<number> {
  let count = 0
  const before = tally.upToDate
  const meter = new Meter()
  const started = performance.now()
  const title = 'Looking through the pages'
  const status = (columns: number) => {
    const done = count + tally.upToDate - before
    const rate = meter.rate(done, (performance.now() - started) / 1000)
    return drawBar({done, label: title, rate, total: source.count}, columns)
  }

  const done = () => `${title}: ${formatCount(count)} missing or older than ${formatTime(age.olderThan.time)}`
  return phases.run({done, status, title}, async () => {
    for await (const names of onlyOutdated(source, age, {tally})) count += names.length
    return count
  })
}
