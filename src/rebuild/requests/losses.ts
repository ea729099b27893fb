import type {RebuildRequest} from '../../import-queue/messages.js'

import {packageOf} from './outcome.js'

/** After so many losses of the connection at the same request, that request is set aside. */
const MAX_LOSSES = 3

/** The longest pause before a new connection, in seconds. */
const MAX_PAUSE = 30

/** Lost connections, for a master that goes away again and again: it needs time, or one request less. */
export class Losses {
  /** How often in a row it went away at the {@link #suspect}. */
  #atSuspect = 0
  /** How often it went away since its last answer. */
  #inARow = 0
  /** The package of the oldest unanswered request at the last loss. */
  #suspect: null | string | undefined

  /** How long to pause before a new connection, in seconds; not at all after a first loss. */
  get pause(): number {
    const times = Math.max(this.#atSuspect, this.#inARow)
    return times < 2 ? 0 : Math.min(MAX_PAUSE, 2 ** (times - 2))
  }

  /**
   * Notes a loss.
   *
   * @param oldest the oldest unanswered request, at which the master may have gone away
   * @returns whether to set that request aside
   */
  add(oldest: RebuildRequest | undefined): boolean {
    this.#inARow++
    if (!oldest) return false
    const name = packageOf(oldest)
    this.#atSuspect = name === this.#suspect ? this.#atSuspect + 1 : 1
    this.#suspect = name
    return this.#atSuspect >= MAX_LOSSES
  }

  /** Notes an answer. */
  answered(): void {
    this.#inARow = 0
  }
}
