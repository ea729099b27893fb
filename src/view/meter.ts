/** Over how long the rate is taken, in seconds: long enough to be steady, short enough to follow. */
const SPAN = 10

interface Sample {
  readonly done: number
  readonly seconds: number
}

/** Measures how fast a count grows, from looking at it now and then. */
export class Meter {
  readonly #samples: Sample[] = []

  /**
   * The rate, a second; undefined until there is anything to tell it from.
   *
   * @param done the count now
   * @param seconds the time now, by any clock that only goes forward
   */
  rate(done: number, seconds: number): number | undefined {
    this.#samples.push({done, seconds})
    while (this.#samples.length > 2 && seconds - (this.#samples[1]?.seconds ?? seconds) >= SPAN) this.#samples.shift()
    const [first] = this.#samples
    if (!first || seconds - first.seconds < 0.2) return undefined
    return (done - first.done) / (seconds - first.seconds)
  }
}
