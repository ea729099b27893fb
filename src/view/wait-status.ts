import type {RunEvent} from '../rebuild/events.js'

import {escapeControls} from '../text/escape-controls.js'
import {fit} from '../text/fit.js'
import {formatCount} from '../text/format.js'
import {drawBar} from './bar.js'
import {Meter} from './meter.js'

/** Maximum shown length of a name. */
const NAME = 30

/** Minimum width for full wording, in columns. */
const WIDE = 60

type Pages = Extract<RunEvent, {readonly type: 'pages'}>

/** Words the status line of written pages. */
export class WaitStatus {
  readonly #meter = new Meter()
  #pages: Omit<Pages, 'type'> = {awaited: 0, isRequested: false, oldest: undefined, written: 0}
  readonly #writtenBefore: number

  /** @param writtenBefore number of pages written in earlier parts of the run */
  constructor(writtenBefore: number) {
    this.#writtenBefore = writtenBefore
  }

  get #written(): number {
    return this.#writtenBefore + this.#pages.written
  }

  /** Suffix of the line of a finished run. */
  get done(): string {
    return `; ${formatCount(this.#written)} written`
  }

  get isAwaiting(): boolean {
    return this.#pages.awaited > 0
  }

  get isRequested(): boolean {
    return this.#pages.isRequested
  }

  /** Updates the status. */
  add(pages: Pages): void {
    this.#pages = pages
  }

  /**
   * How many of the requested pages are written, and which is waited for longest.
   *
   * @param columns available width
   * @param seconds the time now, by any monotonic clock
   */
  line(columns: number, seconds: number): string {
    const {awaited, isRequested, oldest} = this.#pages
    const written = this.#written
    const rate = this.#meter.rate(written, seconds)
    const word = columns < WIDE ? 'missing:' : 'waiting for'
    const note = typeof oldest === 'string' ? `${word} ${fit(escapeControls(oldest), NAME)}` : undefined
    // While more is requested, the end is unknown.
    const secondsLeft = isRequested ? undefined : null
    return drawBar({done: written, label: 'written', note, rate, secondsLeft, total: written + awaited}, columns)
  }
}
