/**
 * Remembers names so that repeats can be dropped: every repeat among the last `span` distinct names is found, and some
 * further back. Not every repeat at all, because the memory that takes grows with the number of names, while asking
 * the master twice for one page is harmless.
 */
export class UniqueNames {
  #current = new Set<string>()
  // Two generations rather than one set that drops its oldest: V8 walks over what was deleted to find the oldest.
  #previous = new Set<string>()
  readonly #span: number

  /** @param span - how many distinct names to remember at least; at most twice as many are. */
  constructor(span = 100_000) {
    this.#span = span
  }

  /** Takes note of a name; false if it is a repeat. */
  add(name: string): boolean {
    if (this.#current.has(name)) return false
    const isNew = !this.#previous.has(name)
    this.#current.add(name)
    if (this.#current.size >= this.#span) {
      this.#previous = this.#current
      this.#current = new Set()
    }

    return isNew
  }
}
