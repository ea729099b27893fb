import type {RunEvent} from '../rebuild/events.js'
import type {Phase} from './phases.js'

import {Tally} from '../rebuild/books/tally.js'
import {PART_NAMES} from '../rebuild/part.js'
import {fit} from '../text/fit.js'
import {formatCount, formatNumberOf, formatSeconds} from '../text/format.js'
import {drawBar} from './bar.js'
import {AWAY} from './messages.js'
import {Meter} from './meter.js'
import {WaitStatus} from './wait-status.js'

/** After how many seconds the duration of a single request is shown. */
const SHOW_DURATION_AFTER = 2

/** Words the status line of a run; two lines where it waits for pages. */
export class RunStatus implements Phase {
  readonly #label: string
  readonly #meter = new Meter()
  #notice: string | undefined
  /** Notice while requests are queued again. */
  #repeating: string | undefined
  readonly #run: Extract<RunEvent, {readonly type: 'requesting'}>
  #secondsLeft: null | number | undefined = null
  readonly #signal: AbortSignal
  readonly #started = performance.now()
  readonly #tally = new Tally()
  #upToDate = 0
  readonly #wait: undefined | WaitStatus

  /**
   * @param run the run that begins
   * @param signal aborted when the user stops the run
   */
  constructor(run: Extract<RunEvent, {readonly type: 'requesting'}>, signal: AbortSignal) {
    this.#label = PART_NAMES[run.part]
    this.#run = run
    this.#signal = signal
    this.#wait = run.waits ? new WaitStatus(run.before.written) : undefined
  }

  get #requested(): number {
    return this.#run.before.requested + this.#tally.requested
  }

  get #shownNotice(): string | undefined {
    return this.#signal.aborted ? 'Stopping; waiting for outstanding replies' : this.#notice
  }

  /** The line of a finished run. */
  get done(): string {
    const isRequested = !this.#signal.aborted || this.#wait?.isRequested
    const stopped = isRequested ? 'Requested' : 'Stopped requesting'
    if (this.#run.singleRequest) return `${stopped} ${this.#label}`
    return `${stopped} ${this.#label} of ${packages(this.#requested)}${this.#wait?.done ?? ''}`
  }

  /** The notice that replaces the progress, without its numbers, which change. */
  get state(): string | undefined {
    return this.#shownNotice?.replaceAll(/\d+/g, '')
  }

  /** The line before the first event. */
  get title(): string {
    return `Requesting ${this.#label}`
  }

  /** Updates the status. */
  add(event: RunEvent): void {
    switch (event.type) {
      case 'answered': {
        for (const outcome of event.outcomes) this.#tally.add(outcome)
        // An answer proves that the master is back.
        this.#notice = event.outcomes.at(-1)?.status === 'requeued' ? this.#repeating : undefined
        break
      }

      case 'back': {
        this.#repeating = event.again > 0 ? `Requesting again ${packages(event.again)}` : undefined
        this.#notice = this.#repeating
        break
      }

      case 'busy': {
        this.#notice = `No answer for ${event.seconds} s; the master is connected and busy`
        break
      }

      case 'invalid': {
        this.#notice = undefined
        break
      }

      case 'lost': {
        this.#notice = AWAY
        break
      }

      case 'pages': {
        this.#wait?.add(event)
        break
      }

      case 'progress': {
        this.#secondsLeft = event.secondsLeft
        this.#upToDate = event.upToDate
        break
      }
    }
  }

  /** The lines of a run in progress. */
  status(columns: number): string {
    const seconds = (performance.now() - this.#started) / 1000
    const line = this.#line(columns, seconds)
    return this.#wait && !this.#run.singleRequest ? `${line}\n${this.#wait.line(columns, seconds)}` : line
  }

  #line(columns: number, seconds: number): string {
    const label = this.#label
    const {before, singleRequest, total} = this.#run
    const done = this.#requested
    const rate = this.#meter.rate(done, seconds)
    const notice = this.#shownNotice
    if (notice) return fit(`${count(done, total)}  ${notice}`, columns)
    if (singleRequest) {
      const title = this.#wait?.isAwaiting ? `Waiting for ${label} to be written` : this.title
      return fit(seconds < SHOW_DURATION_AFTER ? title : `${title} (${formatSeconds(seconds)})`, columns)
    }

    if (this.#wait?.isRequested) return fit(`Requested ${label} of ${packages(done)}`, columns)
    const failed = before.failed + this.#tally.failed
    const notes = [
      ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
      ...(this.#upToDate > 0 ? [`${formatCount(this.#upToDate)} up to date`] : []),
    ]
    const note = notes.length > 0 ? notes.join(', ') : undefined
    return drawBar({done, label, note, rate, secondsLeft: this.#secondsLeft, total}, columns)
  }
}

function count(done: number, total: number | undefined): string {
  return total === undefined ? formatCount(done) : `${formatCount(done)}/${formatCount(total)}`
}

function packages(number: number): string {
  return formatNumberOf(number, 'package')
}
