import path from 'node:path'

import type {ImportQueue} from '../import-queue/connection.js'
import type {RebuildRequest} from '../import-queue/messages.js'
import type {PaceChoice} from '../pacing/choice.js'
import type {Phases} from '../progress/phases.js'

import {EXIT_CODES, exitCodeOf} from '../command/exit-codes.js'
import {Interruption} from '../command/interruption.js'
import {PiwCommand} from '../command/piw-command.js'
import {ConnectionLostError} from '../import-queue/connection-errors.js'
import {createPhases} from '../progress/create-phases.js'
import {fit} from '../progress/fit.js'
import {MasterGoneError} from '../rebuild/errors.js'
import {FailureList} from '../rebuild/failure-list.js'
import {Ledger} from '../rebuild/ledger.js'
import {type Outcome} from '../rebuild/outcome.js'
import {type Part, PART_NAMES} from '../rebuild/part.js'
import {rebuild, type RebuildEvent, WORTH_A_WORD} from '../rebuild/rebuild.js'
import {reconnect} from '../rebuild/reconnect.js'
import {type Report, Tally} from '../rebuild/report.js'
import {summarize} from '../rebuild/summary.js'
import {visible} from '../visible.js'
import {type Resumption} from './resumption.js'
import {RunPace} from './run-pace.js'
import {RunStatus} from './run-status.js'

const AWAY = 'The master went away; waiting for it to come back'

/** What is to be asked of the master. */
export interface Errand {
  /** Whether a run that ends before its time names what it did not ask for; no unless given. */
  readonly namesRest?: boolean
  /** At which pace to ask; as fast as the master answers unless given. */
  readonly pace?: PaceChoice
  readonly part: Part
  readonly queue: ImportQueue
  readonly requests: AsyncIterable<RebuildRequest> | Iterable<RebuildRequest>
  /** For a run that goes on with an earlier one, or can be gone on with. */
  readonly resumption?: Resumption | undefined
  /** Whether one request stands for all of it: a page of the site, or all packages at once; no unless given. */
  readonly singleRequest?: boolean
  /** Counts what is left out on the way, too. */
  readonly tally?: Tally
  /** How many requests there are; undefined where nobody can know. */
  readonly total: number | undefined
}

/** What the rebuild commands have in common: connect, ask while showing how it goes, and report. */
export abstract class RebuildCommand<Result = Report> extends PiwCommand<Result> {
  readonly #interruption = new Interruption()
  #phases: Phases | undefined
  #status: RunStatus | undefined

  /** Aborted when the user stops the command. */
  protected get stopSignal(): AbortSignal {
    return this.#interruption.signal
  }

  /** Asks for what the errand says, and reports what became of it. The exit code says it too. */
  protected async carryOut(errand: Errand): Promise<Report> {
    const {pace: choice = {kind: 'unlimited'}, part, singleRequest = false, tally = new Tally(), total} = errand
    const ledger = this.#openLedger(errand, tally)
    const done = tally.requested
    const pace = new RunPace(choice, (message) => this.logger.info(message))
    const status = new RunStatus({
      label: PART_NAMES[part],
      secondsFor: (count) => pace.secondsFor(count),
      signal: this.stopSignal,
      singleRequest,
      tally,
      total: total === undefined ? undefined : done + total,
    })
    this.#status = status
    const started = performance.now()
    let failure: Error | undefined
    try {
      const phases = await this.phases()
      const phase = {done: () => status.done, status: (columns: number) => status.line(columns), title: status.title}
      await phases.run(phase, async () => {
        for await (const outcome of this.#ask(errand, status, pace)) {
          status.outcome()
          ledger.add(outcome)
          this.#logOutcome(outcome, status)
        }
      })
    } catch (error) {
      failure = error as Error
    } finally {
      ledger.close({isFinished: failure === undefined && !this.stopSignal.aborted})
    }

    const report = tally.report({
      error: failure?.message ?? null,
      failureList: ledger.failureList,
      pace: pace.report,
      part,
      resumable: ledger.isResumable,
      seconds: Math.round(performance.now() - started) / 1000,
      singleRequest,
      stopped: this.#interruption.reason?.message ?? null,
    })
    this.#conclude(report, failure)
    return report
  }

  /** Connects to the master, as a phase of its own. */
  protected async connect(): Promise<ImportQueue> {
    const phases = await this.phases()
    const address = visible(this.piwConfig['import-queue'].value)
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
      this.orStopped(this.#openFirst(onLost)),
    )
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#interruption.dispose()
    await super.finally(error)
  }

  /** Tells the user something, unless only errors are wanted. */
  protected note(message: string): void {
    this.logger.record('INFO', message)
    if (!this.piwConfig.quiet.value) this.logToStderr(message)
  }

  /** Waits for something that cannot be stopped itself, unless the user stops the command first. */
  protected async orStopped<T>(work: Promise<T>): Promise<T> {
    const {signal} = this.#interruption
    signal.throwIfAborted()
    return Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(this.#interruption.reason), {once: true})
      }),
    ])
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

  #ask({namesRest = false, queue, requests}: Errand, status: RunStatus, pace: RunPace): AsyncGenerator<Outcome> {
    return rebuild({
      connect: (signal) => this.openImportQueue(signal),
      namesRest,
      notify: (event) => {
        status.notice(event)
        this.#logEvent(event)
      },
      pace: pace.make,
      queue,
      requests,
      signal: this.stopSignal,
      timeout: this.piwConfig.timeout.value,
    })
  }

  #conclude(report: Report, failure: Error | undefined): void {
    const {reason} = this.#interruption
    if (reason) process.exitCode = exitCodeOf(reason)
    else if (failure) process.exitCode = exitCodeOf(failure)
    else if (report.refused + report.unanswered + report.skipped > 0) process.exitCode = EXIT_CODES.failure
    const lines = summarize(report)
    if (report.failureList !== null) {
      const again = `${this.config.bin} rebuild ${report.part} --packages-from ${report.failureList}`
      lines.push('What was not queued is in a list; to ask for it again:', `  ${again}`)
    }

    if (report.resumable) lines.push('To go on from here:', `  ${this.config.bin} rebuild ${report.part} --resume`)

    if (failure) {
      this.logger.error(failure.message)
      for (const suggestion of suggestionsOf(failure)) this.logToStderr(suggestion)
    }

    this.logger.record('INFO', lines[0] ?? '')
    if (!this.piwConfig.quiet.value) this.log(lines.join('\n'))
    else if (process.exitCode) this.logToStderr(lines.join('\n'))
  }

  #failureFile(part: Part): string {
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
    return path.join(this.config.dataDir, 'rebuild', `${part}-not-queued-${time}-${process.pid}.txt`)
  }

  #logEvent(event: RebuildEvent): void {
    switch (event.type) {
      case 'lost': {
        this.logger.warn(`${AWAY}.`)
        break
      }

      case 'nonsense': {
        this.logger.warn(`${event.problem}. What was in flight is asked again on a new connection.`)
        break
      }

      case 'reconnected': {
        this.logger.info('A new connection to the master stands; going on with what was not answered.')
        break
      }

      case 'waiting': {
        this.logger.record('INFO', `No answer for ${event.seconds} s; the master is connected and busy.`)
        break
      }
    }
  }

  #logOutcome(outcome: Outcome, {label}: RunStatus): void {
    if (outcome.status === 'queued') return
    const what = outcome.package ?? label
    this.logger.info(
      outcome.status === 'refused' ? `${what}: refused, ${outcome.reason}` : `${what}: no answer, so nobody can tell`,
    )
  }

  /** The first connection. A master that goes away while it is made is waited for, as it is later on. */
  async #openFirst(onLost: () => void): Promise<ImportQueue> {
    try {
      return await this.openImportQueue(this.stopSignal)
    } catch (error) {
      if (!(error instanceof ConnectionLostError)) throw error
    }

    onLost()
    const timeout = this.piwConfig.timeout.value
    const gaveUp = new AbortController()
    const timer = setTimeout(() => gaveUp.abort(new MasterGoneError(timeout)), timeout * 1000)
    try {
      const signal = AbortSignal.any([this.stopSignal, gaveUp.signal])
      return await reconnect((within) => this.openImportQueue(within), signal)
    } finally {
      clearTimeout(timer)
    }
  }

  #openLedger({part, resumption, total = 0}: Errand, tally: Tally): Ledger {
    const failures = new FailureList(this.#failureFile(part), (problem) => {
      this.logger.warn(`What is not queued is not listed in a file: ${problem}`)
    })
    const {checkpoint, file} = resumption ?? {}
    if (checkpoint) tally.continue(checkpoint)
    if (checkpoint?.failureList) failures.continue(checkpoint.failureList)
    return new Ledger({
      failures,
      onProblem: (problem) => this.logger.warn(`How far this run has come cannot be saved, to be resumed: ${problem}`),
      resumable: file &&
        resumption && {
          file,
          last: checkpoint?.last,
          match: resumption.match ?? null,
          part: resumption.part,
          started: checkpoint?.started ?? new Date().toISOString(),
          total: checkpoint?.total ?? total,
        },
      tally,
    })
  }
}

function suggestionsOf(error: Error): readonly string[] {
  return 'suggestions' in error ? (error.suggestions as readonly string[]) : []
}
