import type {PackageSource} from '../packages/source.js'

import {choosePace} from '../pacing/choice.js'
import {compareNames} from '../packages/order.js'
import {type PackagePart, packageRequest} from '../rebuild/part.js'

/** What there is to ask for, and at which pace. */
export function paced(part: PackagePart, source: PackageSource, rate: number | undefined) {
  return {pace: choosePace(rate, source.count), requests: requests(part, source), total: source.count}
}

/** The requests for the packages up to a name; they come in the order of their bytes. */
export async function* requestsUpTo(last: string, part: PackagePart, source: PackageSource) {
  for await (const names of source) {
    for (const name of names) {
      if (compareNames(name, last) > 0) return
      yield packageRequest(part, name)
    }
  }
}

async function* requests(part: PackagePart, source: PackageSource) {
  for await (const names of source) yield names.map((name) => packageRequest(part, name))
}
