/** Length of the averaging window, in seconds: long enough for a steady rate, short enough to follow changes. */
const SPAN = 10

interface Sample {
  readonly done: number
  readonly seconds: number
}

/** Measures the growth rate of a count from samples. */
export class Meter {
  readonly #samples: Sample[] = []

  /**
   * The rate per second; undefined until measurable.
   *
   * @param done the count now
   * @param seconds the time now, by any monotonic clock
   */
  rate(done: number, seconds: number): number | undefined {
    this.#samples.push({done, seconds})
    while (this.#samples.length > 2 && seconds - (this.#samples[1]?.seconds ?? seconds) >= SPAN) this.#samples.shift()
    const [first] = this.#samples
    if (!first || seconds - first.seconds < 0.2) return undefined
    return (done - first.done) / (seconds - first.seconds)
  }
}
