import {setTimeout as delay} from 'node:timers/promises'

import type {DatabasePackages} from '../database/database.js'
import type {PackageSource} from '../packages/source.js'
import type {Tally} from './books/tally.js'
import type {Context} from './context.js'
import type {Limits, Skipped} from './events.js'
import type {Packages} from './job.js'

import {PiwError} from '../errors/piw-error.js'
import {compareNames} from '../packages/order.js'
import {escapeControls} from '../text/escape-controls.js'
import {type PackagePart, packageRequest} from './part.js'

/** Interval between attempts to connect, in milliseconds. */
const RETRY_INTERVAL = 1000

// The modules imported dynamically are slow to load.

/**
 * The packages given as arguments or in a list, checked in advance as far as possible. The signal ends the reading of a
 * list; its remaining lines are then not reported.
 */
export async function openNamed(
  packages: Extract<Packages, {readonly from: 'list' | 'names'}>,
  {events}: Context,
  tally: Tally,
  signal?: AbortSignal,
): Promise<PackageSource> {
  const onCanonical = (raw: string, name: string) => events.add({name, raw, type: 'canonical'})
  if (packages.from === 'names') {
    const {namedPackages} = await import('../packages/named.js')
    return namedPackages(packages.names, {onCanonical})
  }

  const {openListFile} = await import('../packages/list-file.js')
  const {file} = packages
  const skip = skipper({events}, tally)
  return openListFile({file, onBadLine: (bad) => skip({...bad, file, from: 'list'}), onCanonical, signal})
}

/**
 * The packages in the database. With a tally, skipped names are reported and counted.
 *
 * @throws {DatabaseError} when the database cannot be read
 * @throws {PiwError} when it has no packages, unless an earlier run may have requested all of them
 */
export async function openDatabase(
  {after, match}: Limits,
  {dsn, events, signal, timeout}: Context,
  tally?: Tally,
): Promise<PackageSource> {
  const [{openPackages}, {DatabaseError}] = await Promise.all([
    import('../database/database.js'),
    import('../database/database-error.js'),
  ])
  const skip = tally ? skipper({events}, tally) : () => {}
  const onUnsafe = (name: string) => skip({from: 'database', name})
  const end = performance.now() + timeout * 1000
  let isLost = false
  let source: DatabasePackages | undefined
  while (!source) {
    try {
      source = await openPackages({after, dsn, match, onUnsafe, signal, timeout})
    } catch (error) {
      const isPassing = error instanceof DatabaseError && (error.isPassing || error.lost)
      if (!isPassing || performance.now() >= end) throw error
      if (!isLost) events.add({problem: error.message, type: 'database-lost'})
      isLost = true
      await delay(RETRY_INTERVAL, undefined, {signal})
    }
  }

  if (isLost) events.add({type: 'database-back'})
  if (source.count > 0 || after !== undefined) return source
  await source.close()
  throw new PiwError(
    match === undefined ? 'The database has no packages.' : `No package matches "${escapeControls(match)}".`,
    {suggestions: ['Check that this is the right database: --dsn, or dsn in piwheels.conf.']},
  )
}

/** The requests for the pages of packages. */
export async function* requestsFor(part: PackagePart, source: PackageSource) {
  for await (const names of source) yield names.map((name) => packageRequest(part, name))
}

/** The requests up to a name, one by one; names are in byte order. */
export async function* requestsUpTo(last: string, part: PackagePart, source: PackageSource) {
  for await (const names of source) {
    for (const name of names) {
      if (compareNames(name, last) > 0) return
      yield packageRequest(part, name)
    }
  }
}

function skipper({events}: Pick<Context, 'events'>, tally: Tally) {
  return (skipped: Skipped): void => {
    tally.skipped++
    events.add({...skipped, type: 'skipped'})
  }
}
