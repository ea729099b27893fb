/** Measures how long nothing was heard while something is awaited, at the cost of one timer however much is heard. */
export class Silence {
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
    this.#timer ??= setTimeout(() => this.#check(), this.#timeout)
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
    const left = this.#timeout - (performance.now() - (this.#since ?? performance.now()))
    if (left > 0) this.#timer = setTimeout(() => this.#check(), left)
    else this.#expired()
  }
}
