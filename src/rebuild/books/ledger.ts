import type {Checkpoint, CheckpointFile, CheckpointStanding} from './checkpoint.js'
import type {FailureList} from './failure-list.js'
import type {Tally} from './tally.js'

import {reasonOf} from '../../errors/system-error.js'
import {clock} from '../../pacing/turns.js'
import {compareNames} from '../../packages/order.js'
import {isRepeat, isSettled, type Outcome} from '../requests/outcome.js'
import {SafeStanding} from './safe-standing.js'

/** How often a run that can be taken up saves how far it has come, in milliseconds. */
const INTERVAL = 1000

/** What makes a run one that can be taken up. */
export interface Resumable extends Pick<Checkpoint, 'match' | 'olderThan' | 'part' | 'started' | 'total'> {
  readonly file: CheckpointFile
  /** Where an earlier part of the run ended; undefined at its very beginning. */
  readonly last: string | undefined
  /** Where it had come to before its master was restarted: up to there all is queued again. Undefined for nowhere. */
  readonly repeatsUntil?: string | undefined
  /** How an earlier part of the run stood when all was safe; as at the beginning of this one unless given. */
  readonly safe?: CheckpointStanding | undefined
  /** Which of the sockets that masters made the run is connected to. */
  readonly socket: () => string
  /** What was settled before this moment, by the clock of the pacing, has been written. */
  readonly writtenUntil: () => number
}

export interface LedgerOptions {
  readonly failures: FailureList
  /** Told once if a checkpoint cannot be written, with the reason; the run goes on, and so does the trying. */
  readonly onProblem: (problem: string) => void
  /** Undefined for a run that cannot be taken up. */
  readonly resumable?: Resumable | undefined
  readonly tally: Tally
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
  /** How things stood when all was safe. */
  readonly #safe: SafeStanding
  /**
   * How things stood before the first request that is not settled: what is settled behind it does not count, as that is
   * requested again. Undefined while there is none.
   */
  #settled: CheckpointStanding | undefined
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
    this.#safe = new SafeStanding(this.#firstSafe())
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
    const isNew = !isRepeat(outcome)
    // The run may have ended without a word of the master's death.
    if (!isNew && outcome.status === 'unanswered') this.lost()
    if (isNew && !isSettled(outcome)) this.#settled ??= this.#standing()
    this.#tally.add(outcome)
    this.#failures.add(outcome)
    this.#noteRepeat(outcome)
    // What is queued once more is no progress, but all of it comes before what is new.
    if (this.#settled || !isNew) return
    const isFirst = this.#isSaved && this.#last === this.#resumable?.last
    this.#last = outcome.package ?? undefined
    this.#skipped = this.#tally.skipped
    this.#safe.resume()
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

  /**
   * The master went away, and with it what it may not have written: until that has been queued once more, the run has
   * come no further than to what is safe.
   */
  lost(): void {
    if (this.#safe.isSuspended) return
    this.#safe.suspend(this.#writtenUntil())
    if (this.#safe.standing.last !== (this.#last ?? null)) this.#isSaved = false
  }

  #firstSafe(): CheckpointStanding {
    const standing = this.#standing()
    const safe = this.#resumable?.safe
    if (!safe) return standing
    // The list of this run begins with what was in that of the earlier one.
    const {failureList: list} = standing
    return {...safe, failureList: list && safe.failureList && {...list, bytes: safe.failureList.bytes}}
  }

  /** Counts what an earlier part of the run had queued, on a master that was restarted since. */
  #noteRepeat({package: name, status}: Outcome): void {
    const until = this.#resumable?.repeatsUntil
    if (until === undefined || name === null) return
    const isQueued = status === 'queued' || status === 'written' || status === 'unwritten'
    if (isQueued && compareNames(name, until) <= 0) this.#tally.requeued++
  }

  #save(): void {
    const resumable = this.#resumable
    if (!resumable) return
    const current = this.#settled ?? this.#standing()
    if (!this.#isSaved) this.#safe.add(current, clock())
    if (this.#safe.advance(this.#writtenUntil())) this.#isSaved = false
    if (this.#isSaved) return
    const {match, olderThan, part, socket, started, total} = resumable
    this.#try((file) => {
      const safe = this.#safe.standing
      const reached = this.#safe.isSuspended ? safe : current
      const saved = new Date().toISOString()
      file.write({...reached, match, olderThan, part, safe, saved, socket: socket(), started, total})
      this.#isSaved = true
    })
  }

  #standing(): CheckpointStanding {
    const {failures, ...counts} = this.#tally.snapshot()
    const {bytes, path} = this.#failures
    return {
      ...counts,
      failureList: path === null || bytes === 0 ? null : {bytes, path},
      failures: [...failures],
      last: this.#last ?? null,
      skipped: this.#skipped,
    }
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

  #writtenUntil(): number {
    return this.#resumable?.writtenUntil() ?? -Infinity
  }
}
