/** The longest delay of a Node.js timer, in milliseconds; with a longer one it fires at once. */
const MAX_DELAY = 2 ** 31 - 1

/** How long replies that arrived while this process was stopped have to be read, in milliseconds. */
const LAST_LOOK = 200

/** A timer this late, in milliseconds, shows that this process was stopped, with Ctrl-Z for example. */
const STOPPED = 1000

/**
 * Expires when no reply has arrived for too long, at the cost of one timer for any number of replies. After this process
 * itself was stopped, it starts again: replies from meanwhile are still unread.
 */
export class Watchdog {
  #due = 0
  readonly #expired: () => void
  /** The wait that has lasted too long, whose reply may be unread. */
  #expiring: number | undefined
  #since: number | undefined
  readonly #timeout: number
  #timer: NodeJS.Timeout | undefined

  /**
   * @param seconds the timeout
   * @param expired called when it has passed
   */
  constructor(seconds: number, expired: () => void) {
    this.#timeout = seconds * 1000
    this.#expired = expired
  }

  /** How long a reply has been awaited, in seconds; 0 when none is. */
  get seconds(): number {
    return this.#since === undefined ? 0 : (performance.now() - this.#since) / 1000
  }

  /** A reply is awaited from now on, if not already. */
  await(): void {
    if (this.#since !== undefined) return
    this.#since = performance.now()
    if (this.#timer === undefined) this.#checkIn(this.#timeout)
  }

  /** A reply has arrived. */
  heard(options: {readonly awaitingMore: boolean}): void {
    this.#since = options.awaitingMore ? performance.now() : undefined
    if (!options.awaitingMore) this.stop()
  }

  /** No reply is awaited any longer. */
  stop(): void {
    this.#since = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #check(): void {
    const now = performance.now()
    if (now - this.#due >= STOPPED) this.#since = now
    const left = this.#timeout - (now - (this.#since ?? now))
    if (left > 0) return this.#checkIn(left)
    if (this.#expiring === this.#since) return this.#expired()
    // A short stop, or one within a long wait, does not show in the lateness of the timer.
    this.#expiring = this.#since
    this.#checkIn(LAST_LOOK)
  }

  #checkIn(delay: number): void {
    const within = Math.min(delay, MAX_DELAY)
    this.#due = performance.now() + within
    this.#timer = setTimeout(() => this.#check(), within)
  }
}
