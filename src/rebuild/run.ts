import type {RunEvent} from './events.js'
import type {Job, PackagesJob, SiteJob} from './job.js'
import type {Report} from './report.js'
import type {World} from './world.js'

import {orAborted} from '../errors/or-aborted.js'
import {Tally} from './books/tally.js'
import {connect} from './connect.js'
import {type Context, drive} from './context.js'
import {ageOf, onlyOutdated} from './outdated.js'
import {PacePlan} from './pace-plan.js'
import {siteRequest} from './part.js'
import {perform} from './perform.js'
import {requestAll} from './request-all.js'
import {waitOf} from './site.js'
import {openNamed, requestsFor} from './sources.js'

/**
 * Rebuilds pages: sends one request for each package to the master, and reports every outcome.
 *
 * Yields events in batches and pauses while the consumer handles them. Stop the run by the world's signal or by leaving
 * the iteration: outstanding requests then have five seconds to be answered.
 *
 * @param job what to rebuild
 * @param world the environment of the run
 * @returns the report, also of a run that failed or was stopped after requests had been sent
 * @throws errors that occur before the first request
 */
export function run(job: Job, world: World): AsyncGenerator<readonly RunEvent[], Report, undefined> {
  return drive(world, (context) => rebuild(job, context))
}

async function rebuild(job: Job, context: Context): Promise<Report> {
  if (!('packages' in job)) return rebuildSite(job, context)
  switch (job.packages.from) {
    case 'database': {
      const {rebuildAll} = await import('./rebuild-all.js')
      return rebuildAll(job, context)
    }

    case 'master': {
      return requestAll(job, context)
    }

    default: {
      return rebuildNamed(job, context)
    }
  }
}

/** Rebuilds packages given as arguments or in a list. */
async function rebuildNamed(job: PackagesJob, context: Context): Promise<Report> {
  const {olderThan, packages, part} = job
  if (packages.from !== 'names' && packages.from !== 'list') throw new TypeError('Expected names or a list.')
  const tally = new Tally()
  // Read first, so that nothing is sent if it contains an error.
  const named = await orAborted(openNamed(packages, context, tally), context.signal)
  try {
    const wait = await waitOf(job, context)
    const age = await ageOf(job, context)
    const queue = await connect(context)
    const source = age ? onlyOutdated(named, age, {tally}) : named
    const plan = new PacePlan(job, context)
    return await perform(
      {
        async explain() {
          // Lists are usually generated and contain no typing errors.
          if (packages.from === 'list' || tally.refused === 0) return
          const {suggestNames} = await import('./suggest-names.js')
          await suggestNames(tally, context)
        },
        // Only sources of known length can be read to their end.
        namesRest: named.count !== undefined,
        olderThan,
        // An upper limit: some pages may be up to date.
        pace: plan.choose(named.count),
        part,
        queue,
        remember: (speed) => plan.remember(speed),
        requests: requestsFor(part, source),
        tally,
        total: source.count,
        wait,
      },
      context,
    )
  } finally {
    await named.close()
  }
}

/** Rebuilds a page of the site itself. */
async function rebuildSite(job: SiteJob, context: Context): Promise<Report> {
  const {part} = job
  const wait = await waitOf(job, context)
  const queue = await connect(context)
  const requests = [[siteRequest(part)]]
  return perform({part, queue, requests, singleRequest: true, tally: new Tally(), total: 1, wait}, context)
}
