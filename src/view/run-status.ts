import type {RunEvent} from '../rebuild/events.js'

import {Tally} from '../rebuild/books/tally.js'
import {PART_NAMES} from '../rebuild/part.js'
import {fit} from '../text/fit.js'
import {formatCount, formatNumberOf, formatSeconds} from '../text/format.js'
import {drawBar} from './bar.js'
import {AWAY} from './messages.js'
import {Meter} from './meter.js'
import {WaitStatus} from './wait-status.js'

/** From how many seconds on it is worth saying how long a single request has taken. */
const WORTH_SAYING = 2

/** Words the line that says how a run stands; two lines where it waits for pages. */
export class RunStatus {
  readonly #label: string
  readonly #meter = new Meter()
  #notice: string | undefined
  /** Said while requests are queued again. */
  #repeating: string | undefined
  readonly #run: Extract<RunEvent, {readonly type: 'requesting'}>
  #secondsLeft: null | number | undefined = null
  readonly #signal: AbortSignal
  #sourceNotice: string | undefined
  readonly #started = performance.now()
  readonly #tally = new Tally()
  #upToDate = 0
  readonly #wait: undefined | WaitStatus

  /**
   * @param run which begins
   * @param signal aborted when the user stops it
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

  /** The line of a run that has come to its end. */
  get done(): string {
    const isRequested = !this.#signal.aborted || this.#wait?.isRequested
    const stopped = isRequested ? 'Requested' : 'Stopped requesting'
    if (this.#run.singleRequest) return `${stopped} ${this.#label}`
    return `${stopped} ${this.#label} of ${packages(this.#requested)}${this.#wait?.done ?? ''}`
  }

  /** The line before anything is known. */
  get title(): string {
    return `Requesting ${this.#label}`
  }

  /** Takes in what happens. */
  add(event: RunEvent): void {
    switch (event.type) {
      case 'answered': {
        for (const outcome of event.outcomes) this.#tally.add(outcome)
        // An answer came: the master is there.
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

      case 'database-back': {
        this.#sourceNotice = undefined
        break
      }

      case 'database-lost': {
        this.#sourceNotice = 'The database went away; waiting for it to come back'
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

  /** The lines of a run under way. */
  lines(columns: number): string {
    const seconds = (performance.now() - this.#started) / 1000
    const line = this.#line(columns, seconds)
    return this.#wait && !this.#run.singleRequest ? `${line}\n${this.#wait.line(columns, seconds)}` : line
  }

  #line(columns: number, seconds: number): string {
    const label = this.#label
    const {before, singleRequest, total} = this.#run
    const done = this.#requested
    const rate = this.#meter.rate(done, seconds)
    const notice = this.#signal.aborted
      ? 'Stopping; waiting for outstanding replies'
      : (this.#notice ?? this.#sourceNotice)
    if (notice) return fit(`${count(done, total)}  ${notice}`, columns)
    if (singleRequest) {
      const title = this.#wait?.isAwaiting ? `Waiting for ${label} to be written` : this.title
      return fit(seconds < WORTH_SAYING ? title : `${title} (${formatSeconds(seconds)})`, columns)
    }

    if (this.#wait?.isRequested) return fit(`Requested ${label} of ${packages(done)}`, columns)
    const failed = before.failed + this.#tally.failed
    const notes = [
      ...(failed > 0 ? [`${formatCount(failed)} not queued`] : []),
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
