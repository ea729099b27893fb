/** When requests were accepted, and how long writing their pages was predicted to take. Times are in seconds. */
export class History {
  /** The number of oldest entries that are obsolete, but not removed yet. */
  #forgotten = 0
  /** The predicted time for all pages up to each request. */
  #predicted: number[] = []
  #times: number[] = []
  #total = 0

  /** A request was accepted, and its pages are predicted to take `seconds`. */
  add(now: number, seconds: number): void {
    this.#total += seconds
    this.#times.push(now)
    this.#predicted.push(this.#total)
  }

  /** How many requests were accepted between two times. */
  count(after: number, until: number): number {
    return this.#index(until) - this.#index(after)
  }

  /** Allows removing what was accepted until then. */
  forget(until: number): void {
    this.#forgotten = Math.max(this.#forgotten, this.#index(until) - 1)
    if (this.#forgotten < 10_000) return
    this.#predicted = this.#predicted.slice(this.#forgotten)
    this.#times = this.#times.slice(this.#forgotten)
    this.#forgotten = 0
  }

  /** The predicted time for the pages requested between two times. */
  predicted(after: number, until: number): number {
    return this.#totalAt(until) - this.#totalAt(after)
  }

  /** How many requests were accepted until then. */
  #index(time: number): number {
    let low = this.#forgotten
    let high = this.#times.length
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.#times[middle]! <= time) low = middle + 1
      else high = middle
    }

    return low
  }

  #totalAt(time: number): number {
    return this.#predicted[this.#index(time) - 1] ?? 0
  }
}
