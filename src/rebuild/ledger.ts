import type {Checkpoint, CheckpointFile} from './checkpoint.js'
import type {FailureList} from './failure-list.js'
import type {Outcome} from './outcome.js'
import type {Tally} from './report.js'

/** How often a run that can be taken up saves how far it has come, in milliseconds. */
const INTERVAL = 1000

/** What makes a run one that can be taken up. */
export interface Resumable extends Pick<Checkpoint, 'match' | 'part' | 'started' | 'total'> {
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

/** Books what becomes of the requests of a run: counts, list of failures, and how far it has come. */
export class Ledger {
  readonly #failures: FailureList
  /** Whether what is saved is how far the run has come. */
  #isSaved = true
  #last: string | undefined
  readonly #onProblem: (problem: string) => void
  #problemTold = false
  #resumable: Resumable | undefined
  /** How long the list of failures was when the last package was settled. */
  #settledBytes: number
  readonly #tally: Tally
  readonly #timer: NodeJS.Timeout

  constructor({failures, onProblem, resumable, tally}: LedgerOptions) {
    this.#failures = failures
    this.#last = resumable?.last
    this.#onProblem = onProblem
    this.#resumable = resumable
    this.#settledBytes = failures.bytes
    this.#tally = tally
    this.#timer = setInterval(() => this.#save(), INTERVAL)
  }

  /** The file that lists what was not queued; null where there is none. */
  get failureList(): null | string {
    return this.#failures.path
  }

  /** Whether the run can be taken up where it is now. */
  get isResumable(): boolean {
    return this.#resumable !== undefined && this.#isSaved && this.#last !== undefined
  }

  add(outcome: Outcome): void {
    this.#tally.add(outcome)
    this.#failures.add(outcome)
    if (outcome.status === 'queued' || outcome.status === 'refused') {
      const isFirst = this.#isSaved && this.#last === this.#resumable?.last
      this.#last = outcome.package ?? undefined
      this.#settledBytes = this.#failures.bytes
      this.#isSaved = false
      // From then on, this is the run to take up rather than one before it.
      if (isFirst) this.#save()
    }
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
    const last = this.#last
    const resumable = this.#resumable
    if (this.#isSaved || !resumable || last === undefined) return
    const {match, part, started, total} = resumable
    const {failures, queued, refused, skipped} = this.#tally
    const list = this.#failures.path
    this.#try((file) => {
      file.write({
        failureList: list === null || this.#settledBytes === 0 ? null : {bytes: this.#settledBytes, path: list},
        failures: failures.filter(({status}) => status === 'refused'),
        last,
        match,
        part,
        queued,
        refused,
        skipped,
        started,
        total,
      })
      this.#isSaved = true
    })
  }

  #try(work: (file: CheckpointFile) => void): void {
    if (!this.#resumable) return
    try {
      work(this.#resumable.file)
    } catch (error) {
      // What was saved before is out of date, but asking twice is harmless: it stays.
      if (!this.#problemTold) this.#onProblem((error as Error).message)
      this.#problemTold = true
    }
  }
}
