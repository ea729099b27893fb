/** When requests were accepted and how long their pages were predicted to take, for as long as that matters. In seconds. */
export class History {
  /** How many of the oldest are forgotten, though still there. */
  #forgotten = 0
  /** The predicted time of all pages up to each request. */
  #predicted: number[] = []
  #times: number[] = []
  #total = 0

  /** A request is accepted; its pages are predicted to take so many seconds. */
  add(now: number, seconds: number): void {
    this.#total += seconds
    this.#times.push(now)
    this.#predicted.push(this.#total)
  }

  /** How many requests were accepted after one time and until another. */
  count(after: number, until: number): number {
    return this.#index(until) - this.#index(after)
  }

  /** Nobody asks for what was accepted until then any more. */
  forget(until: number): void {
    this.#forgotten = Math.max(this.#forgotten, this.#index(until) - 1)
    if (this.#forgotten < 10_000) return
    this.#predicted = this.#predicted.slice(this.#forgotten)
    this.#times = this.#times.slice(this.#forgotten)
    this.#forgotten = 0
  }

  /** How long the pages were predicted to take that were requested after one time and until another. */
  predicted(after: number, until: number): number {
    return this.#totalAt(until) - this.#totalAt(after)
  }

  /** How many were accepted until then. */
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
