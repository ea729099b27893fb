import type {Pace} from './pace.js'

/** Makes a pace that begins at a time, in seconds by the clock of {@link clock}. */
export type PaceMaker = (now: number) => Pace

/** Lets each request wait until it is its turn, in real time. Without a pace it is always. */
export class Turns {
  #isClosed = false
  readonly #make: PaceMaker | undefined
  #pace: Pace | undefined
  readonly #wakers = new Set<() => void>()

  constructor(make: PaceMaker | undefined) {
    this.#make = make
    this.#pace = make?.(clock())
  }

  /** The oldest request that is in flight was answered; queued, there is a page to be written for it. */
  answered({isQueued}: {readonly isQueued: boolean}): void {
    this.#pace?.answered(clock(), isQueued)
    this.#wake()
  }

  /** Lets go of all that wait. */
  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  /** Begins anew, as for another master: what was in flight is lost, and what was learnt may hold no longer. */
  restart(): void {
    this.#pace = this.#make?.(clock())
    this.#wake()
  }

  /** A request is sent. */
  sent(): void {
    this.#pace?.sent(clock())
  }

  /** Waits until the next request may be sent. */
  async turn(): Promise<void> {
    while (this.#pace && !this.#isClosed) {
      const now = clock()
      const next = this.#pace.next(now)
      if (next <= now) return
      await this.#woken((next - now) * 1000)
    }
  }

  #wake(): void {
    for (const wake of this.#wakers) wake()
  }

  /** Until then, or until something has happened. */
  async #woken(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = milliseconds < Infinity ? setTimeout(wake, milliseconds) : undefined
      const wakers = this.#wakers
      wakers.add(wake)
      function wake(): void {
        clearTimeout(timer)
        wakers.delete(wake)
        resolve()
      }
    })
  }
}

/** In seconds. */
export function clock(): number {
  return performance.now() / 1000
}
