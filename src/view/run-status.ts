import type {Outcome} from '../rebuild/outcome.js'
import type {RebuildEvent} from '../rebuild/rebuild.js'
import type {Tally} from '../rebuild/report.js'

import {fit} from '../text/fit.js'
import {formatCount, formatNumberOf, formatSeconds} from '../text/format.js'
import {drawBar} from './bar.js'
import {Meter} from './meter.js'
import {type Waited, WaitStatus} from './wait-status.js'

/** From how many seconds on it is worth saying how long a single request has taken. */
const WORTH_SAYING = 2

export interface RunStatusOptions {
  /** What is asked for, such as `project pages`. */
  readonly label: string
  /**
   * How long it takes to ask for so many more at the pace of the run, in seconds, or null while nobody can tell;
   * undefined where there is none to keep to.
   */
  readonly secondsFor: (count: number) => null | number | undefined
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal
  /** Whether one request stands for all of it. */
  readonly singleRequest: boolean
  readonly tally: Tally
  readonly total: number | undefined
  /** How many packages have been left out so far, because their pages are up to date. */
  readonly upToDate: () => number
  /** Where the pages are waited for. */
  readonly waiting: undefined | Waited
  /** How many pages an earlier part of the run has seen written. */
  readonly writtenBefore: number
}

/** Says how a run stands: in one line, or in two where the pages are waited for. */
export class RunStatus {
  readonly #meter = new Meter()
  #notice: string | undefined
  readonly #options: RunStatusOptions
  /** Said while what was queued is being queued again. */
  #repeating: string | undefined
  #sourceNotice: string | undefined
  readonly #started = performance.now()
  readonly #wait: undefined | WaitStatus

  constructor(options: RunStatusOptions) {
    this.#options = options
    this.#wait = options.waiting && new WaitStatus(options.waiting, options.writtenBefore)
  }

  /** The line of a run that has come to its end. */
  get done(): string {
    const {label, signal, singleRequest, tally} = this.#options
    const isAsked = !signal.aborted || this.#options.waiting?.isAsked
    const stopped = isAsked ? 'Asked' : 'Stopped asking'
    if (singleRequest) return `${stopped} for ${label}`
    return `${stopped} for ${label} of ${packages(tally.requested)}${this.#wait?.done ?? ''}`
  }

  /** What is asked for. */
  get label(): string {
    return this.#options.label
  }

  /** The line before anything is known. */
  get title(): string {
    return `Asking for ${this.#options.label}`
  }

  /** The lines of a run under way. */
  lines(columns: number): string {
    const seconds = (performance.now() - this.#started) / 1000
    const asking = this.#line(columns, seconds)
    const {singleRequest} = this.#options
    return this.#wait && !singleRequest ? `${asking}\n${this.#wait.line(columns, seconds)}` : asking
  }

  /** Something happened that the user should know while it lasts. */
  notice(event: RebuildEvent): void {
    switch (event.type) {
      case 'lost': {
        this.#notice = 'The master went away; waiting for it to come back'
        break
      }

      case 'nonsense': {
        this.#notice = undefined
        break
      }

      case 'reconnected': {
        this.#repeating = event.again > 0 ? `Requesting again ${packages(event.again)}` : undefined
        this.#notice = this.#repeating
        break
      }

      case 'waiting': {
        this.#notice = `No answer for ${event.seconds} s; the master is connected and busy`
        break
      }
    }
  }

  /** An answer came: the master is there. */
  outcome({status}: Pick<Outcome, 'status'>): void {
    this.#notice = status === 'requeued' ? this.#repeating : undefined
  }

  /** Where the packages come from cannot be read just now, and why; undefined when it can again. */
  sourceNotice(notice?: string): void {
    this.#sourceNotice = notice
  }

  #line(columns: number, seconds: number): string {
    const {label, signal, singleRequest, tally, total, waiting} = this.#options
    const {requested: done} = tally
    const rate = this.#meter.rate(done, seconds)
    const notice = signal.aborted ? 'Stopping; waiting for what is in flight' : (this.#notice ?? this.#sourceNotice)
    if (notice) return fit(`${count(done, total)}  ${notice}`, columns)
    if (singleRequest) {
      const title = waiting && waiting.size > 0 ? `Waiting for ${label} to be written` : this.title
      return fit(seconds < WORTH_SAYING ? title : `${title} (${formatSeconds(seconds)})`, columns)
    }

    if (waiting?.isAsked) return fit(`Asked for ${label} of ${packages(done)}`, columns)
    const upToDate = this.#options.upToDate()
    const notes = [
      ...(tally.failed > 0 ? [`${formatCount(tally.failed)} not queued`] : []),
      ...(upToDate > 0 ? [`${formatCount(upToDate)} up to date`] : []),
    ]
    const secondsLeft = total === undefined ? undefined : this.#options.secondsFor(total - done)
    return drawBar(
      {done, label, note: notes.length > 0 ? notes.join(', ') : undefined, rate, secondsLeft, total},
      columns,
    )
  }
}

function count(done: number, total: number | undefined): string {
  return total === undefined ? formatCount(done) : `${formatCount(done)}/${formatCount(total)}`
}

function packages(number: number): string {
  return formatNumberOf(number, 'package')
}
