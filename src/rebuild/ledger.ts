import type {Checkpoint, CheckpointFile} from './checkpoint.js'
import type {FailureList} from './failure-list.js'
import type {Snapshot, Tally} from './report.js'

import {reasonOf} from '../system-error.js'
import {isSettled, type Outcome} from './outcome.js'

/** How often a run that can be taken up saves how far it has come, in milliseconds. */
const INTERVAL = 1000

/** What makes a run one that can be taken up. */
export interface Resumable extends Pick<Checkpoint, 'match' | 'olderThan' | 'part' | 'started' | 'total'> {
  readonly file: CheckpointFile
  /** Where an earlier part of the run ended; undefined at its very beginning. */
  readonly last: string | undefined
}

export interface LedgerOptions {
  readonly failures: FailureList
  /** Told once if a checkpoint cannot be written, with the reason; the run goes on, and so does the trying. */
  readonly onProblem: (problem: string) => void
  /** Undefined for a run that cannot be taken up. */
  readonly resumable?: Resumable | undefined
  readonly tally: Tally
}

/** The counts, and how long the list of failures is. */
interface Standing extends Snapshot {
  readonly bytes: number
}

/** Books what becomes of the requests of a run: counts, list of failures, and how far it has come. */
export class Ledger {
  readonly #failures: FailureList
  #hasBegun = false
  /** Whether what is saved is how far the run has come. */
  #isSaved = true
  #last: string | undefined
  readonly #onProblem: (problem: string) => void
  #problemTold = false
  #resumable: Resumable | undefined
  /**
   * How things stood before the first request that is not settled: what is settled behind it does not count, as that is
   * asked for again. Undefined while there is none.
   */
  #settled: Standing | undefined
  /** How many packages had been left out when the last one was settled: its source is ahead of it. */
  #skipped: number
  readonly #tally: Tally
  readonly #timer: NodeJS.Timeout

  constructor({failures, onProblem, resumable, tally}: LedgerOptions) {
    this.#failures = failures
    this.#last = resumable?.last
    this.#onProblem = onProblem
    this.#resumable = resumable
    this.#skipped = tally.skipped
    this.#tally = tally
    this.#timer = setInterval(() => this.#save(), INTERVAL)
  }

  /** The file that lists what was not queued; null where there is none. */
  get failureList(): null | string {
    return this.#failures.path
  }

  /** Whether the run can be taken up where it is now. */
  get isResumable(): boolean {
    return this.#resumable !== undefined && this.#isSaved && (this.#hasBegun || this.#last !== undefined)
  }

  add(outcome: Outcome): void {
    if (!isSettled(outcome)) this.#settled ??= this.#standing()
    this.#tally.add(outcome)
    this.#failures.add(outcome)
    if (this.#settled) return
    const isFirst = this.#isSaved && this.#last === this.#resumable?.last
    this.#last = outcome.package ?? undefined
    this.#skipped = this.#tally.skipped
    this.#isSaved = false
    // From then on, this is the run to take up rather than one before it.
    if (isFirst) this.#save()
  }

  /**
   * The master has taken the first request. From then on this is the run to take up rather than one before it, though it
   * may be long until a package is settled.
   */
  begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    if (this.#last !== undefined) return
    this.#isSaved = false
    this.#save()
  }

  /** Nothing more is to come. A run that has come to its end leaves no checkpoint; another can be taken up. */
  close({isFinished}: {readonly isFinished: boolean}): void {
    clearInterval(this.#timer)
    this.#failures.close()
    if (!isFinished) return this.#save()
    this.#try((file) => file.remove())
    this.#resumable = undefined
  }

  #save(): void {
    const resumable = this.#resumable
    if (this.#isSaved || !resumable) return
    const {match, olderThan, part, started, total} = resumable
    const {bytes, failures, ...counts} = this.#settled ?? this.#standing()
    const list = this.#failures.path
    this.#try((file) => {
      file.write({
        ...counts,
        failureList: list === null || bytes === 0 ? null : {bytes, path: list},
        failures: [...failures],
        last: this.#last ?? null,
        match,
        olderThan,
        part,
        started,
        total,
      })
      this.#isSaved = true
    })
  }

  #standing(): Standing {
    return {...this.#tally.snapshot(), bytes: this.#failures.bytes, skipped: this.#skipped}
  }

  #try(work: (file: CheckpointFile) => void): void {
    if (!this.#resumable) return
    try {
      work(this.#resumable.file)
    } catch (error) {
      // What was saved before is out of date, but asking twice is harmless: it stays.
      if (!this.#problemTold) this.#onProblem(reasonOf(error))
      this.#problemTold = true
    }
  }
}
