import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Site} from '../pages/page.js'
import type {Ledger} from '../rebuild/ledger.js'
import type {Waiting} from '../rebuild/waiting.js'
import type {Phases} from '../view/phases.js'
import type {WaitChoice} from './wait-flags.js'

import {EXIT_CODES, exitCodeOf} from '../errors/exit-codes.js'
import {suggestionsOf} from '../errors/piw-error.js'
import {clock} from '../pacing/turns.js'
import {PiwCommand} from '../piw/piw-command.js'
import {isSettled, type Outcome} from '../rebuild/outcome.js'
import {PART_NAMES} from '../rebuild/part.js'
import {rebuild, type RebuildOptions} from '../rebuild/rebuild.js'
import {type Report, Tally} from '../rebuild/report.js'
import {WORTH_A_WORD} from '../rebuild/run.js'
import {Unwritten} from '../rebuild/unwritten.js'
import {escapeControls} from '../text/escape-controls.js'
import {fit} from '../text/fit.js'
import {advice} from '../view/advice.js'
import {createPhases} from '../view/create-phases.js'
import {AWAY, describeRepeats, logEvent, logOutcome} from '../view/run-log.js'
import {RunStatus} from '../view/run-status.js'
import {isLacking, summarize} from '../view/summary.js'
import {connectFirst} from './connect-first.js'
import {connectionFlags} from './connection-flags.js'
import {type Errand, flagsOf} from './errand.js'
import {isWrittenIn} from './is-written-in.js'
import {openLedger} from './open-ledger.js'
import {RunPace} from './run-pace.js'

/** How an errand is carried out: at which pace, and whether the pages are waited for. */
interface Ways extends Pick<RebuildOptions, 'connect'> {
  readonly ledger: Ledger
  readonly pace: RunPace
  /** Keeps what the master has queued and may not have written, where the pages are not waited for. */
  readonly unwritten: Unwritten
  readonly waiting: undefined | Waiting
}

/** What the rebuild commands have in common: connect, ask while showing how it goes, and report. */
export abstract class RebuildCommand<Result = Report> extends PiwCommand<Result> {
  #phases: Phases | undefined
  #site: Site | undefined
  #status: RunStatus | undefined

  /** Asks for what the errand says, and reports what became of it. The exit code says it too. */
  protected async carryOut(errand: Errand): Promise<Report> {
    const {
      olderThan,
      pace: choice = {kind: 'unlimited'},
      part,
      singleRequest = false,
      tally = new Tally(),
      total,
    } = errand
    const unwritten = new Unwritten(isWrittenIn(this.piwConfig['output-path'].value))
    let {socket} = errand.queue
    const ledger = openLedger(errand, tally, {
      dataDir: this.config.dataDir,
      logger: this.logger,
      socket: () => socket,
      // What is waited for is settled no sooner than it is written.
      writtenUntil: () => (errand.wait ? Infinity : unwritten.writtenUntil()),
    })
    const done = tally.requested
    const waiting = await this.#openWaiting(errand, tally, ledger)
    const pace = new RunPace(choice, (message) => this.logger.info(message))
    const status = new RunStatus({
      label: PART_NAMES[part],
      secondsFor: (count) => pace.secondsFor(count),
      signal: this.stopSignal,
      singleRequest,
      tally: waiting?.answers ?? tally,
      total: total === undefined ? undefined : done + total,
      upToDate: () => tally.upToDate,
      waiting,
      writtenBefore: tally.written,
    })
    this.#status = status
    const started = performance.now()
    let failure: Error | undefined
    try {
      const phases = await this.phases()
      const phase = {done: () => status.done, status: (columns: number) => status.lines(columns), title: status.title}
      await phases.run(phase, async () => {
        for await (const request of errand.queuedBefore ?? []) unwritten.add(request, clock())
        const connect = async (signal: AbortSignal) => {
          const queue = await this.openImportQueue(signal)
          socket = queue.socket
          return queue
        }

        for await (const outcomes of this.#ask(errand, status, {connect, ledger, pace, unwritten, waiting})) {
          for (const outcome of outcomes) {
            ledger.add(outcome)
            if (!waiting) this.#hear(outcome)
            else if (outcome.status === 'unwritten' && isSettled(outcome))
              logOutcome(this.logger, outcome, status.label)
          }
        }
      })
    } catch (error) {
      failure = error as Error
    } finally {
      ledger.close({isFinished: failure === undefined && !this.stopSignal.aborted})
    }

    const seconds = Math.round(performance.now() - started) / 1000
    if (pace.speed !== undefined) errand.remember?.(pace.speed)
    await errand.explain?.(tally)
    const report = tally.report({
      error: failure?.message ?? null,
      failureList: ledger.failureList,
      olderThan: olderThan?.time.toISOString() ?? null,
      pace: pace.report,
      part,
      resumable: ledger.isResumable,
      seconds,
      singleRequest,
      stopped: this.stopReason?.message ?? null,
      waited: waiting !== undefined,
    })
    this.#conclude(report, failure, errand)
    return report
  }

  /** Connects to the master, as a phase of its own. */
  protected async connect(): Promise<ImportQueue> {
    const phases = await this.phases()
    const address = escapeControls(this.piwConfig['import-queue'].value)
    const title = `Connecting to the master at ${address}`
    const started = performance.now()
    let isLost = false
    const status = (columns: number) => {
      const seconds = Math.floor((performance.now() - started) / 1000)
      if (isLost) return fit(AWAY, columns)
      return fit(seconds < WORTH_A_WORD ? title : `No answer for ${seconds} s from the master at ${address}`, columns)
    }

    const onLost = () => {
      isLost = true
      this.logger.warn(`${AWAY}.`)
    }

    return phases.run({done: () => `Connected to the master at ${address}`, status, title}, () =>
      this.orStopped(
        connectFirst((signal) => this.openImportQueue(signal), {
          onLost,
          signal: this.stopSignal,
          timeout: this.piwConfig.timeout.value,
        }),
      ),
    )
  }

  /** Tells the user something, unless only errors are wanted. */
  protected note(message: string): void {
    this.logger.record('INFO', message)
    if (!this.piwConfig.quiet.value) this.logToStderr(message)
  }

  /** Where the master writes the pages, once it is certain that they can be looked at there. */
  protected async openSite(): Promise<Site> {
    const {openSite} = await import('./site.js')
    // Its warnings are for once.
    this.#site ??= await openSite(this.piwConfig, this.logger)
    return this.#site
  }

  /** How the pages are waited for; undefined where they are not. */
  protected async openWait({wait = false, 'wait-timeout': timeout}: WaitChoice): Promise<Errand['wait']> {
    return wait ? {site: await this.openSite(), timeout} : undefined
  }

  /** How the phases of this command are shown. */
  protected async phases(): Promise<Phases> {
    const {quiet, verbose} = this.piwConfig
    this.#phases ??= await createPhases({silent: quiet.value || this.jsonEnabled(), verbose: verbose.value})
    return this.#phases
  }

  /** Where the packages come from cannot be read just now, and why; undefined when it can again. */
  protected sourceNotice(notice?: string): void {
    this.#status?.sourceNotice(notice)
  }

  /** What is in flight is settled first; the service heeds the signal. */
  protected override stop(): void {}

  #ask(errand: Errand, status: RunStatus, ways: Ways): AsyncGenerator<readonly Outcome[]> {
    const {connect, ledger, pace, unwritten, waiting} = ways
    const {namesRest = false, queue, requests, singleRequest = false} = errand
    const outcomes = rebuild({
      connect,
      namesRest,
      notify: (event) => {
        const again = event.type === 'reconnected' ? event.again : 0
        if (event.type === 'lost' || again > 0) ledger.lost()
        if (again > 0) this.note(describeRepeats(again, singleRequest))
        status.notice(event)
        logEvent(this.logger, event)
      },
      pace: pace.make,
      queue,
      queued: waiting ?? unwritten,
      requests: waiting ? waiting.requests(requests) : requests,
      signal: this.stopSignal,
      timeout: this.piwConfig.timeout.value,
    })
    return waiting ? waiting.outcomes(outcomes) : outcomes
  }

  #conclude(report: Report, failure: Error | undefined, errand: Errand): void {
    const reason = this.stopReason
    if (reason) process.exitCode = exitCodeOf(reason)
    else if (failure) process.exitCode = exitCodeOf(failure)
    else if (isLacking(report)) process.exitCode = EXIT_CODES.failure
    const lines = [
      ...summarize(report),
      ...advice(report, this.config.bin, [...flagsOf(errand), ...connectionFlags(this.piwConfig, this.configuration)]),
    ]
    if (failure) {
      this.logger.error(failure.message)
      for (const suggestion of suggestionsOf(failure)) this.logToStderr(suggestion)
    }

    this.logger.record('INFO', lines[0] ?? '')
    if (!this.piwConfig.quiet.value) this.log(lines.join('\n'))
    else if (process.exitCode) this.logToStderr(lines.join('\n'))
  }

  /** Takes note of an answer, or that there is none. */
  #hear(outcome: Outcome): void {
    this.#status?.outcome(outcome)
    if (this.#status) logOutcome(this.logger, outcome, this.#status.label)
  }

  async #openWaiting({wait}: Errand, tally: Tally, ledger: Ledger): Promise<undefined | Waiting> {
    if (!wait) return undefined
    const onAnswer = (outcome: Outcome) => {
      if (outcome.status === 'queued') ledger.begin()
      this.#hear(outcome)
    }

    const {Waiting} = await import('../rebuild/waiting.js')
    const waiting = new Waiting({...wait, onAnswer, signal: this.stopSignal})
    waiting.answers.continue(tally.snapshot())
    return waiting
  }
}
