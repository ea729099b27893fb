/** How far back it goes, in seconds: the longest stall that the real master was observed to have, and what led to it. */
const LENGTH = 1024

/** How many pages were requested by when, as a count for each second. */
export class History {
  #count = 0
  /** How many there were at the end of each second that is over, the last ones only. */
  readonly #counts: number[] = []
  /** How many seconds are no longer in `#counts`. */
  #forgotten = 0
  readonly #start: number

  constructor(now: number) {
    this.#start = now
  }

  add(now: number): void {
    this.#fill(now)
    this.#count++
  }

  /**
   * How many there were between two times, about: evened out over three seconds, since a client that is kept waiting
   * sends its requests in lumps, and it is not known to a fraction of a second when they take effect.
   */
  between(from: number, to: number): number {
    return this.#until(to) - this.#until(from)
  }

  #at(second: number): number {
    if (second < this.#forgotten) return 0
    return this.#counts[second - this.#forgotten] ?? this.#count
  }

  /** Linear in between the seconds. */
  #exact(time: number): number {
    // At the end of the second before the first there were none.
    const seconds = Math.max(time - this.#start - 1, -1)
    const whole = Math.floor(seconds)
    const before = whole < 0 ? 0 : this.#at(whole)
    return before + (this.#at(whole + 1) - before) * (seconds - whole)
  }

  #fill(now: number): void {
    while (this.#start + this.#forgotten + this.#counts.length + 1 <= now) this.#counts.push(this.#count)
    const surplus = this.#counts.length - LENGTH
    if (surplus <= 0) return
    this.#counts.splice(0, surplus)
    this.#forgotten += surplus
  }

  #until(time: number): number {
    return (this.#exact(time - 1) + this.#exact(time) + this.#exact(time + 1)) / 3
  }
}
