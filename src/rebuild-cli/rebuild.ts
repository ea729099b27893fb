import path from 'node:path'

import type {PiwContext} from '../piw/context.js'
import type {Job, PackagesJob} from '../rebuild/job.js'
import type {Report} from '../rebuild/report.js'
import type {World} from '../rebuild/world.js'

import {EXIT_CODES, exitCodeOf} from '../errors/exit-codes.js'
import {suggestionsOf} from '../errors/piw-error.js'
import {confirm, requireTerminal} from '../piw/confirm.js'
import {run} from '../rebuild/run.js'
import {advice} from '../view/advice.js'
import {RunView} from '../view/run-view.js'
import {isLacking, summarize} from '../view/summary.js'
import {jobFlags} from './options.js'
import {retryFlags} from './retry-flags.js'

/** Runs a job, shows its progress and result, and sets the exit code. */
export async function rebuild(job: Job, context: PiwContext): Promise<Report> {
  const {json, logger, piwConfig, signal} = context
  const asks = 'packages' in job && isForAll(job) && !piwConfig.yes.value
  if (asks) {
    requireTerminal({
      json,
      suggestion: 'Add --yes to skip the confirmation, or name the packages.',
      what: 'A rebuild of all packages',
    })
  }

  const {quiet, verbose} = piwConfig
  const view = new RunView({
    logger,
    part: job.part,
    phases: {silent: quiet.value || json, verbose: verbose.value},
    signal,
  })
  const events = run(job, asks ? {...worldOf(context), confirm: (plan) => ask(plan, signal)} : worldOf(context))
  let report: Report
  try {
    for (;;) {
      const {done, value} = await events.next()
      if (done) {
        report = value
        break
      }

      await view.show(value)
    }
  } catch (error) {
    await view.fail()
    throw error
  } finally {
    view.close()
  }

  conclude(report, job, {...context, failure: view.failure})
  return report
}

/** The world of a run, from the configuration. */
export function worldOf({connect, dataDir, piwConfig, signal}: PiwContext): World {
  return {
    address: piwConfig['import-queue'].value,
    connect,
    dsn: piwConfig.dsn.value,
    outputPath: piwConfig['output-path'].value,
    signal,
    stateDir: path.join(dataDir, 'rebuild'),
    timeout: piwConfig.timeout.value,
  }
}

async function ask(plan: Parameters<NonNullable<World['confirm']>>[0], signal: AbortSignal): Promise<void> {
  const {question} = await import('../view/question.js')
  await confirm(question(plan), signal)
}

function conclude(
  report: Report,
  job: Job,
  {bin, configuration, failure, logger, piwConfig, stopReason}: PiwContext & {readonly failure: Error | undefined},
): void {
  const ending = stopReason() ?? failure
  if (ending) process.exitCode = exitCodeOf(ending)
  else if (isLacking(report)) process.exitCode = EXIT_CODES.failure
  if (failure) logger.error(failure.message, suggestionsOf(failure))
  const flags = [...jobFlags(job), ...retryFlags(piwConfig, configuration)]
  logger.result([...summarize(report), ...advice(report, bin, flags)], {isFailure: Boolean(process.exitCode)})
  const {error, requested, skipped, stopped, upToDate} = report
  const isEmpty = requested + skipped + upToDate === 0 && error === null && stopped === null
  if (isEmpty && 'packages' in job && job.packages.from === 'list') {
    logger.warn('The list names no package; nothing was requested.')
  }
}

/** Whether the packages come from the database or the master rather than from the user. */
function isForAll({packages: {from}}: PackagesJob): boolean {
  return from === 'database' || from === 'master'
}
