/**
 * Finds repeated names in constant memory: every repeat among the last `span` distinct names, and some earlier ones. An
 * undetected repeat is harmless: the page is requested twice.
 */
export class UniqueNames {
  #current = new Set<string>()
  // Two generations rather than one set that deletes its oldest name: V8 scans the deleted entries to find the oldest.
  #previous = new Set<string>()
  readonly #span: number

  /** @param span - the minimum number of distinct names to remember; the maximum is twice that. */
  constructor(span = 100_000) {
    this.#span = span
  }

  /** Adds a name; false if it is a repeat. */
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
