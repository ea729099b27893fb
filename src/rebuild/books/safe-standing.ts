import type {CheckpointStanding} from './checkpoint.js'

/** Maximum number of states kept: one per second would be too many if nothing is written for hours. */
const MOST = 1000

interface Mark {
  readonly standing: CheckpointStanding
  /** Time of the state, in seconds: it includes what was settled before. */
  readonly time: number
}

/** Keeps recent states of a run, to find the latest one whose pages are all written: the safe state. */
export class SafeStanding {
  /** Whether requests after the safe state are being repeated. */
  isSuspended = false
  /** The safe state. */
  standing: CheckpointStanding
  #marks: Mark[] = []

  /** @param standing the state at the beginning */
  constructor(standing: CheckpointStanding) {
    this.standing = standing
  }

  /** Records the current state, unless suspended. */
  add(standing: CheckpointStanding, time: number): void {
    if (this.isSuspended) return
    this.#marks.push({standing, time})
    // Fewer states are less exact, but equally safe.
    if (this.#marks.length > MOST) this.#marks = this.#marks.filter((_, index) => index % 2 === 1)
  }

  /**
   * Advances the safe state: pages settled before the given time have been written.
   *
   * @returns whether the safe state has advanced
   */
  advance(writtenUntil: number): boolean {
    if (this.isSuspended) return false
    const count = this.#marks.filter(({time}) => time < writtenUntil).length
    const last = this.#marks.splice(0, count).at(-1)
    if (last) this.standing = last.standing
    return last !== undefined && last.standing.last !== null
  }

  /** Ends the suspension: the requests have been repeated. */
  resume(): void {
    this.isSuspended = false
  }

  /** Drops all states after the safe one: the master is gone, and later requests must be repeated. */
  suspend(writtenUntil: number): void {
    this.advance(writtenUntil)
    this.#marks = []
    this.isSuspended = true
  }
}
