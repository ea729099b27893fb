import type {Pace} from './pace.js'

/** How often to check whether this process was stopped, in seconds. */
const BEAT = 0.25

/** A check this late, in seconds, shows that it was: by Ctrl-Z, for example, or for want of a processor. */
export const HELD_UP = 1

/** Makes a pace that starts now, by {@link clock}; `before` is the one it replaces. */
export type PaceMaker = (now: number, before?: Pace) => Pace

/** Makes each request wait for its turn, in real time. Without a pace, none waits. */
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

  /** The oldest request in flight was answered; if it was queued, the master will write a page. */
  answered({isQueued}: {readonly isQueued: boolean}): void {
    this.#pace?.answered(this.#now(), isQueued)
    this.#wake()
  }

  /** Ends all waits. */
  close(): void {
    this.#isClosed = true
    clearInterval(this.#heart)
    this.#wake()
  }

  /** Starts a new pace, for a new master: requests in flight are lost, and measurements may be obsolete. */
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

  /** All pages requested and answered before this time are written; undefined while unknown. */
  writtenUntil(): number | undefined {
    return this.#pace?.writtenUntil?.()
  }

  /** The time. Reports a late heartbeat first: after it, timers and replies run in any order. */
  #now(): number {
    const now = clock()
    if (now - this.#beat > BEAT + HELD_UP) this.#pace?.heldUp?.(now)
    this.#beat = now
    return now
  }

  #wake(): void {
    for (const wake of this.#wakers) wake()
  }

  /** Waits this long, or until something has changed. */
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

/** A monotonic clock, in seconds. */
export function clock(): number {
  return performance.now() / 1000
}
