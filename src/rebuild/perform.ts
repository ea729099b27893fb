import type {Context} from './context.js'
import type {Report} from './report.js'
import type {Outcome} from './requests/outcome.js'
import type {Waiting} from './requests/waiting.js'
import type {Task} from './task.js'

import {clock} from '../pacing/turns.js'
import {openLedger} from './books/open-ledger.js'
import {requestPages} from './requests/request-pages.js'
import {Unwritten} from './requests/unwritten.js'
import {RunPace} from './run-pace.js'
import {isWrittenIn} from './site.js'

/** Sends the requests of a task, records their outcomes and reports them, including the error that ended the run early. */
export async function perform(task: Task, context: Context): Promise<Report> {
  const {events, signal} = context
  const {olderThan, pace: choice = {kind: 'unlimited'}, part, requests, singleRequest = false, tally, wait} = task
  const unwritten = new Unwritten(isWrittenIn(context.outputPath))
  let {socket} = task.queue
  const ledger = openLedger(task, context, {
    socket: () => socket,
    // With --wait, outcomes are settled only after the pages are written.
    writtenUntil: () => (wait ? Infinity : unwritten.writtenUntil()),
  })
  const {failed, requested, written} = tally
  const total = task.total === undefined ? undefined : requested + task.total
  const before = {failed, requested, written}
  events.add({before, part, singleRequest, total, type: 'requesting', waits: wait !== undefined})
  let answered = requested
  const onAnswered = (outcomes: readonly Outcome[]): void => {
    answered += outcomes.filter(({status}) => status !== 'requeued' && status !== 'unasked').length
    events.add({outcomes, type: 'answered'})
    if (outcomes.some(({status}) => status === 'queued')) ledger.begin()
  }

  const waiting = wait && (await openWaiting(wait, {onAnswered, signal}))
  const pace = new RunPace(choice, events)
  const timer = setInterval(() => {
    const secondsLeft = total === undefined ? undefined : pace.secondsFor(total - answered)
    events.add({secondsLeft, type: 'progress', upToDate: tally.upToDate})
  }, 1000)
  const started = performance.now()
  let failure: Error | undefined
  try {
    for await (const request of task.queuedBefore ?? []) unwritten.add(request, clock())
    const answers = requestPages({
      async connect(within) {
        const queue = await context.connect(within)
        socket = queue.socket
        return queue
      },
      namesRest: task.namesRest ?? false,
      notify(event) {
        if (event.type === 'lost' || (event.type === 'back' && event.again > 0)) ledger.lost()
        events.add(event)
      },
      pace: pace.make,
      queue: task.queue,
      queued: waiting ?? unwritten,
      requests: waiting ? waiting.requests(requests) : requests,
      signal,
      timeout: context.timeout,
    })
    for await (const outcomes of waiting ? waiting.outcomes(answers) : answers) {
      for (const outcome of outcomes) ledger.add(outcome)
      if (waiting) addPageEvents(waiting, outcomes, context)
      else if (outcomes.length > 0) onAnswered(outcomes)
      await events.room()
    }
  } catch (error) {
    failure = error as Error
  } finally {
    clearInterval(timer)
    ledger.close({isFinished: failure === undefined && !signal.aborted})
  }

  const seconds = Math.round(performance.now() - started) / 1000
  events.add(failure ? {error: failure, type: 'failed'} : {type: 'requested'})
  if (pace.speed !== undefined) task.remember?.(pace.speed)
  await task.explain?.(tally)
  return tally.report({
    error: failure?.message ?? null,
    failureList: ledger.failureList,
    olderThan: olderThan?.time.toISOString() ?? null,
    pace: pace.report,
    part,
    resumable: ledger.isResumable,
    seconds,
    singleRequest,
    stopped: signal.aborted ? (signal.reason as Error).message : null,
    waited: waiting !== undefined,
  })
}

async function openWaiting(
  wait: NonNullable<Task['wait']>,
  options: {readonly onAnswered: (outcomes: readonly Outcome[]) => void; readonly signal: AbortSignal},
): Promise<Waiting> {
  const {Waiting} = await import('./requests/waiting.js')
  return new Waiting({...wait, ...options})
}

/** Reports settled pages and the progress of waiting. */
function addPageEvents(waiting: Waiting, outcomes: readonly Outcome[], {events}: Context): void {
  const {isRequested, oldest, size, written} = waiting
  const settled = outcomes.filter(({status}) => status === 'written' || status === 'unwritten')
  if (settled.length > 0) events.add({outcomes: settled, type: 'settled'})
  events.add({awaited: size, isRequested, oldest, type: 'pages', written})
}
