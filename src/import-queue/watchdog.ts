/** What a timer of Node.js can hold, in milliseconds; a longer one would fire at once. */
const MAX_DELAY = 2 ** 31 - 1

/** A timer this late, in milliseconds, tells that this process was stopped: with Ctrl-Z, say, and then continued. */
const STOPPED = 1000

/**
 * Measures how long nothing was heard while something is awaited, at the cost of one timer however much is heard. When
 * it would expire because this process itself was stopped, it begins again: what came meanwhile is still unread.
 */
export class Watchdog {
  #due = 0
  readonly #expired: () => void
  #since: number | undefined
  readonly #timeout: number
  #timer: NodeJS.Timeout | undefined

  /**
   * @param seconds how long a silence may last
   * @param expired called once it has lasted that long
   */
  constructor(seconds: number, expired: () => void) {
    this.#timeout = seconds * 1000
    this.#expired = expired
  }

  /** How long the silence has lasted, in seconds; 0 when nothing is awaited. */
  get seconds(): number {
    return this.#since === undefined ? 0 : (performance.now() - this.#since) / 1000
  }

  /** Something is awaited from now on, unless it was already. */
  await(): void {
    if (this.#since !== undefined) return
    this.#since = performance.now()
    if (this.#timer === undefined) this.#checkIn(this.#timeout)
  }

  /** Something was heard. */
  heard(options: {readonly awaitingMore: boolean}): void {
    this.#since = options.awaitingMore ? performance.now() : undefined
    if (!options.awaitingMore) this.stop()
  }

  /** Nothing is awaited any longer. */
  stop(): void {
    this.#since = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #check(): void {
    const now = performance.now()
    if (now - this.#due >= STOPPED) this.#since = now
    const left = this.#timeout - (now - (this.#since ?? now))
    if (left > 0) this.#checkIn(left)
    else this.#expired()
  }

  #checkIn(delay: number): void {
    const within = Math.min(delay, MAX_DELAY)
    this.#due = performance.now() + within
    this.#timer = setTimeout(() => this.#check(), within)
  }
}
