import type {Logger} from '../piw/logger.js'
import type {RunEvent} from '../rebuild/events.js'
import type {Part} from '../rebuild/part.js'
import type {OpenPhase, Phase, Phases} from './phases.js'

import {PART_NAMES} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {fit} from '../text/fit.js'
import {formatCount, formatTime} from '../text/format.js'
import {drawBar} from './bar.js'
import {createPhases, type PhasesOptions} from './create-phases.js'
import {AWAY, messagesOf} from './messages.js'
import {Meter} from './meter.js'
import {RunStatus} from './run-status.js'

/** Width of a status line for SIGUSR1. */
const COLUMNS = 100

/** After how many seconds a missing answer is reported. */
const REPORT_AFTER = 5

export interface RunViewOptions {
  readonly logger: Logger
  readonly part: Part
  readonly phases: PhasesOptions
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal
}

/** Shows the events of a run on the screen and in the log file: phases, one line each, and messages. */
export class RunView {
  /** The error that ended the run early, after requests had been sent. */
  failure: Error | undefined
  /** What the current phase would show. */
  #current: Phase | undefined
  readonly #options: RunViewOptions
  #phase: OpenPhase | undefined
  #phases: Phases | undefined
  #singleRequest = false
  #status: undefined | {add(event: RunEvent): void}
  readonly #tell = () => {
    const line = this.#current?.status?.(COLUMNS) ?? this.#current?.title ?? `${PART_NAMES[this.part]}: preparing`
    process.stderr.write(`${line}\n`)
  }

  /** SIGUSR1 shows the status on standard error, also with `--quiet`, until {@link close}. */
  constructor(options: RunViewOptions) {
    this.#options = options
    process.on('SIGUSR1', this.#tell)
  }

  /** The part to rebuild. */
  get part(): Part {
    return this.#options.part
  }

  close(): void {
    process.off('SIGUSR1', this.#tell)
  }

  /** Marks the current phase as failed. */
  async fail(): Promise<void> {
    await this.#phase?.fail()
    this.#phase = undefined
  }

  async show(events: readonly RunEvent[]): Promise<void> {
    for (const event of events) {
      this.#log(event)
      this.#status?.add(event)
      await this.#follow(event)
    }
  }

  async #begin(phase: Phase, status?: {add(event: RunEvent): void}): Promise<void> {
    this.#phases ??= await createPhases(this.#options.phases)
    this.#status = status
    this.#current = phase
    this.#phase = this.#phases.begin(phase)
  }

  /** Begins and ends phases. */
  async #follow(event: RunEvent): Promise<void> {
    switch (event.type) {
      case 'connected': {
        return this.#succeed((this.#status as Connecting).done)
      }

      case 'connecting': {
        const connecting = new Connecting(event.address)
        return this.#begin(connecting, connecting)
      }

      case 'counted': {
        return this.#succeed(`Counted ${describeLimits(event)}: ${formatCount(event.count)}`)
      }

      case 'counting': {
        return this.#begin(new Counting(describeLimits(event)))
      }

      case 'database-unreadable': {
        return this.fail()
      }

      case 'failed': {
        this.failure = event.error
        return this.fail()
      }

      case 'looked': {
        return event.isDone ? this.#succeed((this.#status as Checking).done) : undefined
      }

      case 'looking': {
        const checking = new Checking(event)
        return this.#begin(checking, checking)
      }

      case 'requested': {
        return this.#succeed((this.#status as RunStatus).done)
      }

      case 'requesting': {
        const status = new RunStatus(event, this.#options.signal)
        return this.#begin(status, status)
      }
    }
  }

  #log(event: RunEvent): void {
    const {logger, part} = this.#options
    if (event.type === 'requesting') this.#singleRequest = event.singleRequest
    const {level, texts} = messagesOf(event, {part, singleRequest: this.#singleRequest})
    for (const text of texts) logger[level](text)
  }

  async #succeed(line: string): Promise<void> {
    const phase = this.#phase
    this.#phase = undefined
    this.#current = undefined
    await phase?.succeed(line)
  }
}

/** Phase: connecting to the master. */
class Connecting implements Phase {
  readonly title: string
  readonly #address: string
  #isAway = false
  readonly #started = performance.now()

  constructor(address: string) {
    this.#address = escapeControls(address)
    this.title = `Connecting to the master at ${this.#address}`
  }

  get done(): string {
    return `Connected to the master at ${this.#address}`
  }

  get state(): string | undefined {
    return this.#isAway ? AWAY : undefined
  }

  add({type}: RunEvent): void {
    if (type === 'lost') this.#isAway = true
  }

  status(columns: number): string {
    if (this.#isAway) return fit(AWAY, columns)
    const seconds = Math.floor((performance.now() - this.#started) / 1000)
    return fit(
      seconds < REPORT_AFTER ? this.title : `No answer for ${seconds} s from the master at ${this.#address}`,
      columns,
    )
  }
}

/** Phase: reading the packages from the database. */
class Counting implements Phase {
  readonly title: string
  readonly #started = performance.now()

  constructor(what: string) {
    this.title = `Counting ${what}`
  }

  status(columns: number): string {
    const seconds = Math.floor((performance.now() - this.#started) / 1000)
    return fit(
      seconds < REPORT_AFTER ? this.title : `${this.title}: no answer from the database for ${seconds} s`,
      columns,
    )
  }
}

/** Phase: checking pages for outdated ones. */
class Checking implements Phase {
  readonly title = 'Checking pages'
  readonly #event: Extract<RunEvent, {readonly type: 'looking'}>
  readonly #meter = new Meter()
  #outdated = 0
  readonly #started = performance.now()
  #upToDate = 0

  constructor(event: Extract<RunEvent, {readonly type: 'looking'}>) {
    this.#event = event
  }

  get done(): string {
    const {time} = this.#event.olderThan
    return `Checked pages: ${formatCount(this.#outdated)} missing or older than ${formatTime(time)}`
  }

  add(event: RunEvent): void {
    if (event.type !== 'looked') return
    this.#outdated = event.outdated
    this.#upToDate = event.upToDate
  }

  status(columns: number): string {
    const done = this.#outdated + this.#upToDate
    const rate = this.#meter.rate(done, (performance.now() - this.#started) / 1000)
    return drawBar({done, label: this.title, rate, total: this.#event.total}, columns)
  }
}

function describeLimits({
  after,
  match,
}: {
  readonly after?: string | undefined
  readonly match?: string | undefined
}): string {
  const which = match === undefined ? 'all packages' : `packages matching ${escapeControls(match)}`
  return `${which}${after === undefined ? '' : ` after ${escapeControls(after)}`}`
}
