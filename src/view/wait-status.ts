import type {Waiting} from '../rebuild/waiting.js'

import {escapeControls} from '../text/escape-controls.js'
import {fit} from '../text/fit.js'
import {formatCount} from '../text/format.js'
import {drawBar} from './bar.js'
import {Meter} from './meter.js'

/** How much of a name is shown. */
const NAME = 30

/** From how many columns on there is room for words. */
const WIDE = 60

/** What is looked at of the waiting. */
export type Waited = Pick<Waiting, 'isAsked' | 'oldest' | 'size' | 'written'>

/** Says in one line how the waiting for pages stands. */
export class WaitStatus {
  readonly #meter = new Meter()
  readonly #waiting: Waited
  /** How many pages an earlier part of the run has seen written. */
  readonly #writtenBefore: number

  constructor(waiting: Waited, writtenBefore: number) {
    this.#waiting = waiting
    this.#writtenBefore = writtenBefore
  }

  get #written(): number {
    return this.#writtenBefore + this.#waiting.written
  }

  /** What is added to the line of a run that has come to its end. */
  get done(): string {
    return `; ${formatCount(this.#written)} written`
  }

  /**
   * How many of the pages asked for are written, and which is waited for longest.
   *
   * @param columns how many the line may take
   * @param seconds the time now, by any clock that only goes forward
   */
  line(columns: number, seconds: number): string {
    const {isAsked, oldest, size} = this.#waiting
    const written = this.#written
    const rate = this.#meter.rate(written, seconds)
    const word = columns < WIDE ? 'missing:' : 'waiting for'
    const note = typeof oldest === 'string' ? `${word} ${fit(escapeControls(oldest), NAME)}` : undefined
    // While more is asked for, nobody can tell when the last of it is written.
    const secondsLeft = isAsked ? undefined : null
    return drawBar({done: written, label: 'written', note, rate, secondsLeft, total: written + size}, columns)
  }
}
