import {createHash} from 'node:crypto'
import {closeSync, writeFileSync} from 'node:fs'
import path from 'node:path'

import {codeOf, reasonOf} from '../../errors/system-error.js'
import {createPrivate, makePrivateFolder, readBeginning} from '../../files/private-file.js'
import {escapeControls} from '../../text/escape-controls.js'
import {LOST, type Outcome} from '../requests/outcome.js'

/** What stands behind a package in the list, where the master gave no reason. */
const REASONS = {unanswered: 'no answer', unasked: 'not requested'} as const

/** The beginning of a list, written by an earlier part of the same run. */
export interface ListStart {
  readonly bytes: number
  readonly path: string
  /** Checksum of the beginning, in hexadecimal. */
  readonly sha256: string
}

export interface FailureListOptions {
  /** Returns the path of the file to create, another for each attempt; missing directories are created. */
  readonly name: (attempt: number) => string
  /** Called with the path and the problem if the list of an earlier part of the run cannot be continued. */
  readonly onChanged: (path: string, problem: string) => void
  /** Called once with the reason if the file cannot be written. */
  readonly onProblem: (problem: string) => void
}

/** How many names to try when one is taken: two runs may begin in the same second, with the same process id. */
const ATTEMPTS = 10

/**
 * A file of the failed packages of a run for `--packages-from`, each with the reason as a comment. It is created with the
 * first failure, readable by its owner only.
 */
export class FailureList {
  /** Length of the list. */
  bytes = 0
  #descriptor: number | undefined
  readonly #hash = createHash('sha256')
  #isComplete = false
  #opened = false
  readonly #options: FailureListOptions
  #path: null | string = null

  constructor(options: FailureListOptions) {
    this.#options = options
  }

  /** The file; null while it is empty, and if it is incomplete after a write error. */
  get path(): null | string {
    return this.#isComplete ? this.#path : null
  }

  /** Checksum of the list, in hexadecimal. */
  get sha256(): string {
    return this.#hash.copy().digest('hex')
  }

  add(outcome: Outcome): void {
    const reason = reasonFor(outcome)
    if (outcome.package === null || reason === undefined) return
    const line = `${outcome.package} # ${escapeControls(reason)}\n`
    this.#write((append) => append(Buffer.from(line)))
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  /** Copies the list of an earlier part of the run, unless it has changed since: then a new one begins. */
  continue({bytes, path: earlier, sha256}: ListStart): void {
    const hash = createHash('sha256')
    try {
      readBeginning(earlier, bytes, (piece) => hash.update(piece))
      if (hash.digest('hex') !== sha256) throw new Error('it has been altered')
    } catch (error) {
      this.#options.onChanged(earlier, reasonOf(error))
      return
    }

    this.#write((append) => readBeginning(earlier, bytes, append))
  }

  #create(): void {
    for (let attempt = 1; ; attempt++) {
      this.#path = this.#options.name(attempt)
      makePrivateFolder(path.dirname(this.#path))
      try {
        this.#descriptor = createPrivate(this.#path)
        return
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || attempt === ATTEMPTS) throw error
      }
    }
  }

  #write(write: (append: (piece: Buffer) => void) => void): void {
    try {
      if (!this.#opened) {
        this.#opened = true
        this.#create()
      }

      const descriptor = this.#descriptor
      if (descriptor === undefined) return
      write((piece) => {
        // Unlike writeSync, this fails where the disk has room for a part only.
        writeFileSync(descriptor, piece)
        this.#hash.update(piece)
        this.bytes += piece.length
      })
      this.#isComplete = true
    } catch (error) {
      this.close()
      this.#isComplete = false
      this.#options.onProblem(reasonOf(error))
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
