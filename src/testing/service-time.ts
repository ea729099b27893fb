import {setImmediate as nextTurn, setTimeout as sleep} from 'node:timers/promises'

// Waiting shorter than this is too coarse with a timer, and blocks instead: the process has nothing else to do.
const finest = 3
// How long other events may be kept waiting.
const longestTurn = 5
// A message that came this soon was there already.
const backlogged = 0.1

/** Lets time pass at an exact average rate: what one wait is too long is taken off the next, as long as there is work. */
export class ServiceTime {
  /** When the work so far is done. */
  #free = performance.now()
  readonly #never = new Int32Array(new SharedArrayBuffer(4))
  #turn = performance.now()

  /**
   * Waits for so many milliseconds of work to be done.
   *
   * @param milliseconds - fractions allowed
   * @param idle - how long there was nothing to do before this work came
   */
  async spend(milliseconds: number, idle: number): Promise<void> {
    const start = performance.now()
    if (start - this.#turn > longestTurn) {
      await nextTurn()
      this.#turn = performance.now()
    }

    if (milliseconds === 0) {
      this.#free = start
      return
    }

    this.#free = (idle > backlogged ? start : this.#free) + milliseconds
    const rest = this.#free - performance.now()
    if (rest > finest) await sleep(rest - finest / 2)
    Atomics.wait(this.#never, 0, 0, Math.max(0, this.#free - performance.now()))
  }
}
