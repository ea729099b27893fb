import {closeSync, constants, mkdirSync, openSync, writeSync} from 'node:fs'
import path from 'node:path'

import type {Outcome} from './outcome.js'

import {visible} from '../visible.js'

/**
 * The file of the packages of a run that were not queued, each with the reason as a comment: `--packages-from` takes
 * it. It is made with the first of them, readable by its owner alone.
 */
export class FailureList {
  #descriptor: number | undefined
  #isComplete = false
  readonly #onProblem: (problem: string) => void
  #opened = false
  readonly #path: string

  /**
   * @param file the file to make; its folder is made too
   * @param onProblem told once if it cannot be written, with the reason
   */
  constructor(file: string, onProblem: (problem: string) => void) {
    this.#path = file
    this.#onProblem = onProblem
  }

  /** The file; null while there is nothing in it, and when it could not be written to the end. */
  get path(): null | string {
    return this.#isComplete ? this.#path : null
  }

  add(outcome: Outcome): void {
    if (outcome.package === null || outcome.status === 'queued') return
    const reason = outcome.status === 'refused' ? outcome.reason : 'unanswered'
    this.#try(() => {
      this.#open()
      if (this.#descriptor === undefined) return
      writeSync(this.#descriptor, `${outcome.package} # ${visible(reason)}\n`)
      this.#isComplete = true
    })
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #open(): void {
    if (this.#opened) return
    this.#opened = true
    mkdirSync(path.dirname(this.#path), {mode: 0o700, recursive: true})
    // A new file, never one that somebody has put there, nor through a link.
    const {O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY} = constants
    // eslint-disable-next-line no-bitwise
    this.#descriptor = openSync(this.#path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600)
  }

  #try(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.close()
      this.#isComplete = false
      this.#onProblem((error as Error).message)
    }
  }
}
