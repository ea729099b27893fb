import type {PiwContext} from '../piw/context.js'
import type {PackagesJob} from '../rebuild/job.js'

import {EXIT_CODES, exitCodeOf} from '../errors/exit-codes.js'
import {preview} from '../rebuild/preview.js'
import {showDryRun} from '../view/dry-run.js'
import {RunView} from '../view/run-view.js'
import {worldOf} from './rebuild.js'

/** Shows what a job would request. Skipped names and errors set the exit code. */
export async function dryRun(job: PackagesJob, context: PiwContext): Promise<undefined> {
  const {errorJson, json, logger, piwConfig, signal} = context
  const verbose = piwConfig.verbose.value
  const form = json ? 'json' : verbose ? 'names' : 'count'
  const silent = form !== 'count' || piwConfig.quiet.value
  const view = new RunView({logger, part: job.part, phases: {silent, verbose}, signal})
  try {
    const hasRate = job.rate !== undefined
    const shown = await showDryRun(preview(job, worldOf(context)), {errorJson, form, hasRate, view})
    if (shown?.error) process.exitCode = exitCodeOf(shown.error)
    else if (shown && shown.skipped > 0) process.exitCode = EXIT_CODES.failure
  } catch (error) {
    await view.fail()
    throw error
  }
}
