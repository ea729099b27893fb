import type {PackageSource} from '../packages/source.js'
import type {When} from '../pages/when.js'
import type {RunEvent} from './events.js'
import type {PackagesJob} from './job.js'
import type {World} from './world.js'

import {orAborted} from '../errors/or-aborted.js'
import {socketPath} from '../import-queue/address.js'
import {socketAt} from '../import-queue/owner.js'
import {Resumption} from './books/resumption.js'
import {Tally} from './books/tally.js'
import {type Context, drive} from './context.js'
import {openCounted} from './counted.js'
import {ageOf, onlyOutdated} from './outdated.js'
import {type PaceForecast, PacePlan} from './pace-plan.js'
import {openNamed} from './sources.js'

/** The requests that a run would send. */
export interface Preview {
  /** Number of packages; undefined for one request for all packages. */
  readonly count: number | undefined
  /** The error that ended the reading of names early, if any. */
  readonly error: Error | undefined
  readonly olderThan: undefined | When
  readonly pace: PaceForecast
  /** Number of skipped invalid names. */
  readonly skipped: number
  readonly upToDate: number
}

/**
 * Determines what a run would request, without sending anything. The events contain the names.
 *
 * @throws the errors of a run before its first request, unless names had been read
 */
export function preview(job: PackagesJob, world: World): AsyncGenerator<readonly RunEvent[], Preview, undefined> {
  return drive(world, (context) => look(job, context))
}

async function look(job: PackagesJob, context: Context): Promise<Preview> {
  const {events} = context
  const tally = new Tally()
  if (job.wait) await context.site()
  const {olderThan, source} = await open(job, context, tally)
  try {
    const age = source && (await ageOf({olderThan, part: job.part}, context))
    if (age) events.add({olderThan: age.olderThan, total: source.count, type: 'looking'})
    events.add({olderThan, singleRequest: source === undefined, type: 'previewing'})
    let count = 0
    let error: Error | undefined
    try {
      for await (const names of age ? onlyOutdated(source, age, {tally}) : (source ?? [])) {
        count += names.length
        events.add({names, type: 'names'})
        if (age) events.add({isDone: false, outdated: count, type: 'looked', upToDate: tally.upToDate})
        await events.taken()
      }
    } catch (error_) {
      error = error_ as Error
    }

    if (age && !error) events.add({isDone: true, outdated: count, type: 'looked', upToDate: tally.upToDate})
    const {skipped, upToDate} = tally
    const total = source ? count : undefined
    return {count: total, error, olderThan, pace: new PacePlan(job, context).forecast(total), skipped, upToDate}
  } finally {
    await source?.close()
  }
}

interface Opened {
  readonly olderThan: undefined | When
  readonly source: PackageSource | undefined
}

async function open(job: PackagesJob, context: Context, tally: Tally): Promise<Opened> {
  const {olderThan, packages} = job
  switch (packages.from) {
    case 'database': {
      return openAll(job, packages.match, context, tally)
    }

    case 'master': {
      return {olderThan, source: undefined}
    }

    default: {
      const {signal} = context
      return {olderThan, source: await orAborted(openNamed(packages, context, tally, signal), signal)}
    }
  }
}

async function openAll(
  {olderThan, part, resume = false, wait}: PackagesJob,
  match: string | undefined,
  context: Context,
  tally: Tally,
): Promise<Opened> {
  const {address, dsn, events, stateDir} = context
  // A preview needs no checkpoint and must not lock out a run.
  const resumption = resume
    ? await Resumption.prepare({address, dsn, events, match, olderThan, part, resume, stateDir})
    : undefined
  try {
    const again = resumption?.meet(socketAt(socketPath(address))) ?? 0
    if (again > 0) events.add({count: again, type: 'restarted'})
    const {checkpoint, match: pattern, olderThan: age} = resumption ?? {checkpoint: undefined, match, olderThan}
    const limits = {after: checkpoint?.last ?? undefined, match: pattern}
    const oneWouldDo = pattern === undefined && !checkpoint && !age && !wait
    return {olderThan: age, source: await openCounted(limits, context, {oneWouldDo, tally})}
  } finally {
    resumption?.release()
  }
}
