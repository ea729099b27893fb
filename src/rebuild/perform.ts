import type {Context} from './context.js'
import type {Report} from './report.js'
import type {Waiting} from './requests/waiting.js'
import type {Task} from './task.js'

import {clock} from '../pacing/turns.js'
import {openLedger} from './books/open-ledger.js'
import {isRepeat, type Outcome} from './requests/outcome.js'
import {requestPages} from './requests/request-pages.js'
import {Unwritten} from './requests/unwritten.js'
import {RunPace} from './run-pace.js'
import {isWrittenIn} from './site.js'

/** Sends the requests of a task, records their outcomes and reports them, including the error that ended the run early. */
export async function perform(task: Task, context: Context): Promise<Report> {
  const run = new Performance(task, context)
  const started = performance.now()
  let failure: Error | undefined
  try {
    await run.request()
  } catch (error) {
    failure = error as Error
  } finally {
    run.close({isFinished: failure === undefined && !context.signal.aborted})
  }

  const seconds = Math.round(performance.now() - started) / 1000
  context.events.add(failure ? {error: failure, type: 'failed'} : {type: 'requested'})
  if (run.pace.speed !== undefined) task.remember?.(run.pace.speed)
  await task.explain?.()
  return run.report(seconds, failure)
}

class Performance {
  readonly pace: RunPace
  /** How many requests have their answer, earlier parts of the run included. */
  #answered: number
  readonly #context: Context
  readonly #ledger: ReturnType<typeof openLedger>
  /** Which of the sockets that masters made the run is connected to. */
  #socket: string
  readonly #task: Task
  readonly #timer: NodeJS.Timeout
  readonly #total: number | undefined
  readonly #unwritten: Unwritten

  constructor(task: Task, context: Context) {
    const {pace = {kind: 'unlimited'}, part, queue, singleRequest = false, tally, total, wait} = task
    const {events, outputPath} = context
    this.#context = context
    this.#socket = queue.socket
    this.#task = task
    this.#unwritten = new Unwritten(isWrittenIn(outputPath))
    this.#ledger = openLedger(task, context, {
      socket: () => this.#socket,
      // What is waited for is settled no sooner than it is written.
      writtenUntil: () => (wait ? Infinity : this.#unwritten.writtenUntil()),
    })
    this.pace = new RunPace(pace, events)
    const {failed, requested, written} = tally
    this.#answered = requested
    this.#total = total === undefined ? undefined : requested + total
    events.add({
      before: {failed, requested, written},
      part,
      singleRequest,
      total: this.#total,
      type: 'requesting',
      waits: wait !== undefined,
    })
    this.#timer = setInterval(() => this.#tellProgress(), 1000)
  }

  close(options: {readonly isFinished: boolean}): void {
    clearInterval(this.#timer)
    this.#ledger.close(options)
  }

  report(seconds: number, failure: Error | undefined): Report {
    const {olderThan, part, resumption, singleRequest = false, tally, wait} = this.#task
    const {signal} = this.#context
    return tally.report({
      error: failure?.message ?? null,
      failureList: this.#ledger.failureList,
      match: resumption?.match ?? null,
      olderThan: olderThan?.time.toISOString() ?? null,
      pace: this.pace.report,
      part,
      resumable: this.#ledger.isResumable,
      seconds,
      singleRequest,
      stopped: signal.aborted ? (signal.reason as Error).message : null,
      waited: wait !== undefined,
    })
  }

  async request(): Promise<void> {
    const waiting = await this.#openWaiting()
    for await (const request of this.#task.queuedBefore ?? []) this.#unwritten.add(request, clock())
    for await (const outcomes of this.#outcomes(waiting)) {
      for (const outcome of outcomes) this.#ledger.add(outcome)
      if (waiting) this.#tellPages(waiting, outcomes)
      else this.#tellAnswers(outcomes)
      await this.#context.events.room()
    }
  }

  async #openWaiting(): Promise<undefined | Waiting> {
    const {wait} = this.#task
    if (!wait) return undefined
    const {Waiting} = await import('./requests/waiting.js')
    const {signal} = this.#context
    return new Waiting({...wait, onAnswered: (outcomes) => this.#tellAnswers(outcomes), signal})
  }

  #outcomes(waiting: undefined | Waiting): AsyncGenerator<readonly Outcome[]> {
    const {namesRest = false, queue, requests} = this.#task
    const {connect, events, signal, timeout} = this.#context
    const answers = requestPages({
      connect: async (within) => {
        const next = await connect(within)
        this.#socket = next.socket
        return next
      },
      namesRest,
      notify: (event) => {
        if (event.type === 'lost' || (event.type === 'back' && event.again > 0)) this.#ledger.lost()
        events.add(event)
      },
      pace: this.pace.make,
      queue,
      queued: waiting ?? this.#unwritten,
      requests: waiting ? waiting.requests(requests) : requests,
      signal,
      timeout,
    })
    return waiting ? waiting.outcomes(answers) : answers
  }

  #tellAnswers(outcomes: readonly Outcome[]): void {
    if (outcomes.length === 0) return
    this.#answered += outcomes.filter((outcome) => !isRepeat(outcome) && outcome.status !== 'unasked').length
    this.#context.events.add({outcomes, type: 'answered'})
    // Where pages are waited for, it may be long until one is settled.
    if (this.#task.wait && outcomes.some(({status}) => status === 'queued')) this.#ledger.begin()
  }

  /** Tells how the waiting for pages stands, and what became of some. */
  #tellPages({isRequested, oldest, size, written}: Waiting, outcomes: readonly Outcome[]): void {
    const {events} = this.#context
    const settled = outcomes.filter(({status}) => status === 'written' || status === 'unwritten')
    if (settled.length > 0) events.add({outcomes: settled, type: 'settled'})
    events.add({awaited: size, isRequested, oldest, type: 'pages', written})
  }

  #tellProgress(): void {
    const {upToDate} = this.#task.tally
    const secondsLeft = this.#total === undefined ? undefined : this.pace.secondsFor(this.#total - this.#answered)
    this.#context.events.add({secondsLeft, type: 'progress', upToDate})
  }
}
