import {setImmediate as nextTurn, setTimeout as sleep} from 'node:timers/promises'

/** Shorter waits block, in milliseconds: timers are too coarse, and the process has nothing else to do. */
const SHORTEST_TIMER = 3
/** How long other events may have to wait, in milliseconds. */
const LONGEST_TURN = 5
/** A message that arrives this soon, in milliseconds, was already waiting. */
const BACKLOGGED = 0.1

/** Keeps the average time per request exact: a wait that lasts too long shortens the next one while there is a backlog. */
export class ServiceTime {
  /** When the requests so far are done. */
  #free = performance.now()
  readonly #never = new Int32Array(new SharedArrayBuffer(4))
  #turn = performance.now()

  /**
   * Waits as long as a request takes.
   *
   * @param milliseconds fractions allowed
   * @param idle how long there was nothing to do before the request arrived, in milliseconds
   */
  async spend(milliseconds: number, idle: number): Promise<void> {
    const start = performance.now()
    if (start - this.#turn > LONGEST_TURN) {
      await nextTurn()
      this.#turn = performance.now()
    }

    if (milliseconds === 0) {
      this.#free = start
      return
    }

    this.#free = (idle > BACKLOGGED ? start : this.#free) + milliseconds
    const rest = this.#free - performance.now()
    if (rest > SHORTEST_TIMER) await sleep(rest - SHORTEST_TIMER / 2)
    Atomics.wait(this.#never, 0, 0, Math.max(0, this.#free - performance.now()))
  }
}
