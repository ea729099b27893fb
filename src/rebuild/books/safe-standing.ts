import type {CheckpointStanding} from './checkpoint.js'

/** How many standings are kept at most: one a second is too many where a run goes on for hours and nothing is written. */
const MOST = 1000

interface Mark {
  readonly standing: CheckpointStanding
  /** Up to when it takes in what was settled, in seconds. */
  readonly time: number
}

/** Keeps how a run stood lately, to tell how it stood when the last package was settled up to which all is written. */
export class SafeStanding {
  /** Whether what is not safe is being done once more. */
  isSuspended = false
  /** How it stood when all was safe. */
  standing: CheckpointStanding
  #marks: Mark[] = []

  /** @param standing how it stood at the beginning */
  constructor(standing: CheckpointStanding) {
    this.standing = standing
  }

  /** Notes how the run stands now, unless it is suspended. */
  add(standing: CheckpointStanding, time: number): void {
    if (this.isSuspended) return
    this.#marks.push({standing, time})
    // What is left out makes it less exact, and no less safe.
    if (this.#marks.length > MOST) this.#marks = this.#marks.filter((_, index) => index % 2 === 1)
  }

  /**
   * All that was settled before a moment has been written.
   *
   * @returns whether more is safe than before
   */
  advance(writtenUntil: number): boolean {
    if (this.isSuspended) return false
    const count = this.#marks.filter(({time}) => time < writtenUntil).length
    const last = this.#marks.splice(0, count).at(-1)
    if (last) this.standing = last.standing
    return last !== undefined && last.standing.last !== null
  }

  /** What was not safe has been done once more. */
  resume(): void {
    this.isSuspended = false
  }

  /** The master is gone, and what was settled before a moment had been written: the rest has to be done once more. */
  suspend(writtenUntil: number): void {
    this.advance(writtenUntil)
    this.#marks = []
    this.isSuspended = true
  }
}
