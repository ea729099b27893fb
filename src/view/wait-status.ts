import type {RunEvent} from '../rebuild/events.js'

import {escapeControls} from '../text/escape-controls.js'
import {fit} from '../text/fit.js'
import {formatCount} from '../text/format.js'
import {drawBar} from './bar.js'
import {Meter} from './meter.js'

/** How much of a name is shown. */
const NAME = 30

/** From how many columns on there is room for words. */
const WIDE = 60

type Pages = Extract<RunEvent, {readonly type: 'pages'}>

/** Words the line that says how the waiting for pages stands. */
export class WaitStatus {
  readonly #meter = new Meter()
  #pages: Omit<Pages, 'type'> = {awaited: 0, isRequested: false, oldest: undefined, written: 0}
  readonly #writtenBefore: number

  /** @param writtenBefore how many pages an earlier part of the run has seen written */
  constructor(writtenBefore: number) {
    this.#writtenBefore = writtenBefore
  }

  get #written(): number {
    return this.#writtenBefore + this.#pages.written
  }

  /** What is added to the line of a run that has come to its end. */
  get done(): string {
    return `; ${formatCount(this.#written)} written`
  }

  get isAwaiting(): boolean {
    return this.#pages.awaited > 0
  }

  get isRequested(): boolean {
    return this.#pages.isRequested
  }

  /** Takes in how it stands. */
  add(pages: Pages): void {
    this.#pages = pages
  }

  /**
   * How many of the requested pages are written, and which is waited for longest.
   *
   * @param columns how many the line may take
   * @param seconds the time now, by any clock that only goes forward
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
