import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Context} from './context.js'
import type {PackagesJob} from './job.js'
import type {Report} from './report.js'

import {Tally} from './books/tally.js'
import {confirm} from './confirm.js'
import {connect} from './connect.js'
import {packageRequest} from './part.js'
import {perform} from './perform.js'

/** Rebuilds all packages with one request; the master reads the list itself. */
export async function requestAll({part}: PackagesJob, context: Context, connected?: ImportQueue): Promise<Report> {
  const queue = connected ?? (await connect(context))
  await confirm({count: undefined, part}, context)
  const requests = [[packageRequest(part, null)]]
  return perform({part, queue, requests, singleRequest: true, tally: new Tally(), total: 1}, context)
}
