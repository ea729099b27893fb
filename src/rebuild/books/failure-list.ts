import {closeSync, writeSync} from 'node:fs'
import path from 'node:path'

import {reasonOf} from '../../errors/system-error.js'
import {copyInto, createPrivate, makePrivateFolder} from '../../files/private-file.js'
import {escapeControls} from '../../text/escape-controls.js'
import {LOST, type Outcome} from '../requests/outcome.js'

/** What stands behind a package in the list, where the master gave no reason. */
const REASONS = {unanswered: 'no answer', unasked: 'not requested'} as const

/** The beginning of a list, written by an earlier part of the same run. */
export interface ListStart {
  readonly bytes: number
  readonly path: string
}

/**
 * A file of the failed packages of a run for `--packages-from`, each with the reason as a comment. It is created with the
 * first failure, readable by its owner only.
 */
export class FailureList {
  /** Length of the list. */
  bytes = 0
  #descriptor: number | undefined
  #isComplete = false
  readonly #name: () => string
  readonly #onProblem: (problem: string) => void
  #opened = false
  #path: null | string = null

  /**
   * @param name returns the path of the file to create; missing directories are created
   * @param onProblem called once with the reason if the file cannot be written
   */
  constructor(name: () => string, onProblem: (problem: string) => void) {
    this.#name = name
    this.#onProblem = onProblem
  }

  /** The file; null while it is empty, and if it is incomplete after a write error. */
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

  /** Copies the list of an earlier part of the run. */
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

/** The reason for a failure; undefined for success. */
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
