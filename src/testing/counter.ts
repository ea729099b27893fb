/** Counts events, and lets callers wait for a number of them. */
export class Counter {
  #count = 0
  #waiting: {readonly count: number; readonly reached: () => void}[] = []

  get count(): number {
    return this.#count
  }

  /** Counts one event and returns its number, starting with 1. */
  add(): number {
    const number = ++this.#count
    for (const {count, reached} of this.#waiting) if (count <= number) reached()
    this.#waiting = this.#waiting.filter(({count}) => count > number)
    return number
  }

  /** Waits until this many events were counted. */
  async until(count: number): Promise<void> {
    if (this.#count >= count) return
    await new Promise<void>((reached) => {
      this.#waiting.push({count, reached})
    })
  }
}
