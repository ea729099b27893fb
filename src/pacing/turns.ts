import type {Pace} from './pace.js'

/** How often it is looked whether this process was held up, in seconds. */
const BEAT = 0.25

/** That late, in seconds, tells that it was: stopped with Ctrl-Z, say, or kept waiting for a processor. */
export const HELD_UP = 1

/** Makes a pace that begins at a time, in seconds by the clock of {@link clock}; the one before, if any, is over. */
export type PaceMaker = (now: number, before?: Pace) => Pace

/** Lets each request wait until it is its turn, in real time. Without a pace it is always. */
export class Turns {
  #beat = clock()
  readonly #heart: NodeJS.Timeout | undefined
  #isClosed = false
  readonly #make: PaceMaker | undefined
  #pace: Pace | undefined
  readonly #wakers = new Set<() => void>()

  constructor(make: PaceMaker | undefined) {
    this.#make = make
    this.#pace = make?.(clock())
    if (make) this.#heart = setInterval(() => this.#now(), BEAT * 1000).unref()
  }

  /** The oldest request that is in flight was answered; queued, there is a page to be written for it. */
  answered({isQueued}: {readonly isQueued: boolean}): void {
    this.#pace?.answered(this.#now(), isQueued)
    this.#wake()
  }

  /** Lets go of all that wait. */
  close(): void {
    this.#isClosed = true
    clearInterval(this.#heart)
    this.#wake()
  }

  /** Begins anew, as for another master: what was in flight is lost, and what was learnt may be true no longer. */
  restart(): void {
    this.#pace = this.#make?.(clock(), this.#pace)
    this.#wake()
  }

  /** A request is sent. */
  sent(): void {
    this.#pace?.sent(clock())
  }

  /** Waits until the next request may be sent. */
  async turn(): Promise<void> {
    while (this.#pace && !this.#isClosed) {
      const now = this.#now()
      const next = this.#pace.next()
      if (next <= now) return
      await this.#woken((next - now) * 1000)
    }
  }

  /** All requests that were answered before this moment have been written; undefined while nobody can tell. */
  writtenUntil(): number | undefined {
    return this.#pace?.writtenUntil?.()
  }

  /** The time, once the pace knows if the heart should have beaten long ago: which comes first after that, nobody can tell. */
  #now(): number {
    const now = clock()
    if (now - this.#beat > BEAT + HELD_UP) this.#pace?.heldUp?.(now)
    this.#beat = now
    return now
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
