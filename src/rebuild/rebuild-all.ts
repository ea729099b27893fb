import type {PackageSource} from '../packages/source.js'
import type {Context} from './context.js'
import type {Limits} from './events.js'
import type {PackagesJob} from './job.js'
import type {PackagePart} from './part.js'
import type {Report} from './report.js'

import {orAborted} from '../errors/or-aborted.js'
import {Resumption} from './books/resumption.js'
import {Tally} from './books/tally.js'
import {confirm} from './confirm.js'
import {connect} from './connect.js'
import {openCounted} from './counted.js'
import {type Age, ageOf, countOutdated, onlyOutdated} from './outdated.js'
import {PacePlan} from './pace-plan.js'
import {perform} from './perform.js'
import {requestAll} from './request-all.js'
import {waitOf} from './site.js'
import {openDatabase, requestsFor, requestsUpTo} from './sources.js'

/** Rebuilds every package in the database, or those that match or have outdated pages; resumes an earlier run. */
export async function rebuildAll(job: PackagesJob, context: Context): Promise<Report> {
  const {packages, part, resume = false} = job
  const {address, dsn, events, stateDir} = context
  const match = packages.from === 'database' ? packages.match : undefined
  const wait = await waitOf(job, context)
  const resumption = await Resumption.prepare({
    address,
    dsn,
    events,
    match,
    olderThan: job.olderThan,
    part,
    resume,
    stateDir,
  })
  try {
    return await rebuildFrom(resumption, job, {wait, ...context})
  } finally {
    resumption.release()
  }
}

async function rebuildFrom(
  resumption: Resumption,
  job: PackagesJob,
  {wait, ...context}: Context & {readonly wait: Awaited<ReturnType<typeof waitOf>>},
): Promise<Report> {
  const {events} = context
  const {match, olderThan} = resumption
  const {part} = job
  const tally = new Tally()
  const age = await ageOf({olderThan, part}, context)
  const queue = await connect(context)
  const again = resumption.meet(queue.socket)
  if (again > 0) events.add({count: again, type: 'restarted'})
  const {checkpoint} = resumption
  const limits = {after: checkpoint?.last ?? undefined, match}
  // One request for all packages can neither be filtered nor awaited.
  const oneWouldDo = match === undefined && !checkpoint && !age && !wait
  const all = await openCounted(limits, context, {oneWouldDo, tally})
  if (!all) return requestAll(job, context, queue)
  try {
    const source = age ? await outdatedOf(all, age, limits, {...context, tally}) : all
    const {count} = source
    const plan = new PacePlan(job, context)
    if (count !== 0) {
      await confirm({checkpoint, count, match, olderThan, pace: plan.forecast(count), part}, context)
    }

    return await perform(
      {
        olderThan,
        pace: plan.choose(count),
        part,
        queue,
        queuedBefore: queuedBefore(part, resumption, {age, ...context}),
        remember: (speed) => plan.remember(speed),
        requests: requestsFor(part, source),
        // A run without packages keeps the checkpoint of an earlier run that it does not resume.
        resumption: count === 0 && !checkpoint ? undefined : resumption,
        tally,
        total: count,
        wait,
      },
      context,
    )
  } finally {
    await all.close()
  }
}

/** Filters and counts packages with outdated pages: names are read, and pages checked, twice. */
async function outdatedOf(
  all: PackageSource,
  age: Age,
  limits: Limits,
  {tally, ...context}: Context & {readonly tally: Tally},
): Promise<PackageSource> {
  const {events, signal} = context
  // Skipped names are reported and counted by the second reading.
  const toCount = await orAborted(openDatabase(limits, context), signal)
  try {
    const count = await orAborted(countOutdated(toCount, age, {events, tally: new Tally()}), signal)
    if (count === 0) events.add({olderThan: age.olderThan, type: 'up-to-date'})
    return onlyOutdated(all, age, {count, tally})
  } finally {
    await toCount.close()
  }
}

/** Requests queued by the earlier run that the same master may not have written yet. */
async function* queuedBefore(
  part: PackagePart,
  resumption: Resumption,
  {age, ...context}: Context & {readonly age: Age | undefined},
) {
  const unwritten = resumption.unwritten()
  if (!unwritten) return
  const all = await openDatabase({after: unwritten.after, match: resumption.match}, context)
  try {
    yield* requestsUpTo(unwritten.last, part, age ? onlyOutdated(all, age, {tally: new Tally()}) : all)
  } finally {
    await all.close()
  }
}
