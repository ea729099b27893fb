import type {Checkpoint, CheckpointFile, CheckpointStanding} from './checkpoint.js'
import type {FailureList} from './failure-list.js'
import type {Tally} from './tally.js'

import {reasonOf} from '../../errors/system-error.js'
import {clock} from '../../pacing/turns.js'
import {compareNames} from '../../packages/order.js'
import {escapeControls} from '../../text/escape-controls.js'
import {isRepeat, isSettled, type Outcome} from '../requests/outcome.js'
import {SafeStanding} from './safe-standing.js'

/** Interval between checkpoints, in milliseconds. */
const INTERVAL = 1000

/** What a checkpoint, written every second, keeps of a reason. */
const LONGEST_REASON = 300

/** Data for checkpoints of a resumable run. */
export interface Resumable extends Pick<
  Checkpoint,
  'address' | 'database' | 'match' | 'olderThan' | 'part' | 'started' | 'total'
> {
  readonly file: CheckpointFile
  /** The last settled name of an earlier part of the run; undefined at the very beginning. */
  readonly last: string | undefined
  /** The last name before the master was restarted; up to it, packages are queued again. Undefined without a restart. */
  readonly repeatsUntil?: string | undefined
  /** The safe state of an earlier part of the run; the state at the beginning of this one unless given. */
  readonly safe?: CheckpointStanding | undefined
  /** Identity of the master's socket. */
  readonly socket: () => string
  /** Pages of requests settled before this time, by the clock of the pacing, have been written. */
  readonly writtenUntil: () => number
}

export interface LedgerOptions {
  readonly failures: FailureList
  /** Called once with the reason if a checkpoint cannot be written; the run continues and retries. */
  readonly onProblem: (problem: string) => void
  /** Undefined for a run that cannot be resumed. */
  readonly resumable?: Resumable | undefined
  readonly tally: Tally
}

/** Records the outcomes of a run: counts, list of failures, checkpoint. */
export class Ledger {
  readonly #failures: FailureList
  #hasBegun = false
  /** Whether the saved checkpoint is current. */
  #isSaved = true
  #last: string | undefined
  readonly #onProblem: (problem: string) => void
  #problemReported = false
  #resumable: Resumable | undefined
  /** The safe state. */
  readonly #safe: SafeStanding
  /**
   * How things stood before the first request that is not settled: what is settled behind it does not count, as that is
   * requested again. Undefined while there is none.
   */
  #settled: CheckpointStanding | undefined
  /** Number of names skipped up to the last settled one; the source has read further. */
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

  /** The file that lists failed packages; null if there is none. */
  get failureList(): null | string {
    return this.#failures.path
  }

  /** Whether the run can be resumed from its current state. */
  get isResumable(): boolean {
    return this.#resumable !== undefined && this.#isSaved && (this.#hasBegun || this.#last !== undefined)
  }

  add(outcome: Outcome): void {
    const isNew = !isRepeat(outcome)
    // The run may have ended before it noticed that the master died.
    if (!isNew && outcome.status === 'unanswered') this.lost()
    if (isNew && !isSettled(outcome)) this.#settled ??= this.#standing()
    this.#tally.add(outcome)
    this.#failures.add(outcome)
    this.#noteRepeat(outcome)
    // A repeated request is no progress. All repeated requests precede new ones.
    if (this.#settled || !isNew) return
    const isFirst = this.#isSaved && this.#last === this.#resumable?.last
    this.#last = outcome.package ?? undefined
    this.#skipped = this.#tally.skipped
    this.#safe.resume()
    this.#isSaved = false
    // From now on, --resume resumes this run rather than an earlier one.
    if (isFirst) this.#save()
  }

  /**
   * The master has queued the first request. From now on, --resume resumes this run rather than an earlier one, although it
   * may take long until a package is settled.
   */
  begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    if (this.#last !== undefined) return
    this.#isSaved = false
    this.#save()
  }

  /** Ends the recording. A finished run removes its checkpoint; any other run can be resumed. */
  close({isFinished}: {readonly isFinished: boolean}): void {
    clearInterval(this.#timer)
    this.#failures.close()
    if (!isFinished) return this.#save()
    this.#try((file) => file.remove())
    this.#resumable = undefined
  }

  /**
   * The master went away and may have lost queued requests. Until these are queued again, the checkpoint stays at the safe
   * state.
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
    // The list of this run begins with a copy of the earlier one.
    const {failureList: list} = standing
    return {...safe, failureList: list && safe.failureList && {...safe.failureList, path: list.path}}
  }

  /** Counts packages queued again, as the master was restarted since an earlier part of the run. */
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
    const {address, database, match, olderThan, part, socket, started, total} = resumable
    this.#try((file) => {
      const safe = this.#safe.standing
      const reached = this.#safe.isSuspended ? safe : current
      const saved = new Date().toISOString()
      file.write({
        ...reached,
        address,
        database,
        match,
        olderThan,
        part,
        safe,
        saved,
        socket: socket(),
        started,
        total,
      })
      this.#isSaved = true
    })
  }

  #standing(): CheckpointStanding {
    const {failures, ...counts} = this.#tally.snapshot()
    const {bytes, path, sha256} = this.#failures
    return {
      ...counts,
      failureList: path === null || bytes === 0 ? null : {bytes, path, sha256},
      failures: failures.map(({reason, ...failure}) => ({
        ...failure,
        reason: reason === null ? null : escapeControls(reason, LONGEST_REASON),
      })),
      last: this.#last ?? null,
      skipped: this.#skipped,
    }
  }

  #try(work: (file: CheckpointFile) => void): void {
    if (!this.#resumable) return
    try {
      work(this.#resumable.file)
    } catch (error) {
      // The previous checkpoint remains: it is out of date, but repeated requests are harmless.
      if (!this.#problemReported) this.#onProblem(reasonOf(error))
      this.#problemReported = true
    }
  }

  #writtenUntil(): number {
    return this.#resumable?.writtenUntil() ?? -Infinity
  }
}
