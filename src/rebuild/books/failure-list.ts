import {closeSync, writeSync} from 'node:fs'
import path from 'node:path'

import {reasonOf} from '../../errors/system-error.js'
import {copyInto, createPrivate, makePrivateFolder} from '../../files/private-file.js'
import {escapeControls} from '../../text/escape-controls.js'
import {LOST, type Outcome} from '../requests/outcome.js'

/** What stands behind a package in the list, where the master gave no reason. */
const REASONS = {unanswered: 'no answer', unasked: 'not requested'} as const

/** The beginning of a list: what an earlier part of the same run has put there. */
export interface ListStart {
  readonly bytes: number
  readonly path: string
}

/**
 * The file of the packages of a run that were not queued, or whose pages were not written, each with the reason as a
 * comment: `--packages-from` takes it. It is made with the first of them, readable by its owner alone.
 */
export class FailureList {
  /** How long the list is. */
  bytes = 0
  #descriptor: number | undefined
  #isComplete = false
  readonly #name: () => string
  readonly #onProblem: (problem: string) => void
  #opened = false
  #path: null | string = null

  /**
   * @param name names the file to make, once it is made; its folder is made too
   * @param onProblem told once if it cannot be written, with the reason
   */
  constructor(name: () => string, onProblem: (problem: string) => void) {
    this.#name = name
    this.#onProblem = onProblem
  }

  /** The file; null while there is nothing in it, and when it could not be written to the end. */
  get path(): null | string {
    return this.#isComplete ? this.#path : null
  }

  add(outcome: Outcome): void {
    const reason = reasonFor(outcome)
    if (outcome.package === null || reason === undefined) return
    const line = `${outcome.package} # ${escapeControls(reason)}\n`
    this.#write((descriptor) => writeSync(descriptor, line))
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  /** Begins with what an earlier part of the run has listed. */
  continue({bytes, path: earlier}: ListStart): void {
    this.#write((descriptor) => copyInto(descriptor, earlier, bytes))
  }

  #open(): void {
    if (this.#opened) return
    this.#opened = true
    this.#path = this.#name()
    makePrivateFolder(path.dirname(this.#path))
    this.#descriptor = createPrivate(this.#path)
  }

  #write(write: (descriptor: number) => number): void {
    try {
      this.#open()
      if (this.#descriptor === undefined) return
      this.bytes += write(this.#descriptor)
      this.#isComplete = true
    } catch (error) {
      this.close()
      this.#isComplete = false
      this.#onProblem(reasonOf(error))
    }
  }
}

/** Why a request was not queued, or its page not written; undefined where it was. */
function reasonFor(outcome: Outcome): string | undefined {
  switch (outcome.status) {
    case 'queued':
    case 'requeued':
    case 'written': {
      return undefined
    }

    case 'refused':
    case 'unwritten': {
      return outcome.reason
    }

    case 'unanswered': {
      return outcome.wasQueued ? LOST : REASONS.unanswered
    }

    case 'unasked': {
      return REASONS.unasked
    }
  }
}
