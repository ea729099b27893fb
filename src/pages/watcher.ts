/** How many pages are looked at at a time. */
const BATCH = 64

/** How many pages are looked at in turn, besides the oldest, each time. */
const IN_TURN = 256

/** Once so many pages requested later have been found written while a page was not, it is one of the late ones. */
const LATE = 64

/** How many of these a single look may count: none is late that was written while the look was taken. */
const MOST_AT_ONCE = 32

/** Something that is written some time. */
export interface Awaited {
  isWritten(): Promise<boolean>
}

interface Watched<T> {
  /** Those requested later have greater ones. */
  readonly order: number
  readonly page: T
  /** How many pages requested later were found written when this one was not. */
  passed: number
}

/**
 * Looks out for pages to be written, at no more than a few hundred each time, however many there are.
 *
 * The oldest are looked at first, since the master writes in the order of the requests: batch after batch, until there
 * is one of which nothing was written. A page that others overtake again and again drops out of these, so that those
 * that never come do not stand before the rest. Besides, all pages are looked at in turn, a few hundred each time: the
 * late ones, and those that were written out of order.
 */
export class PageWatcher<T extends Awaited> {
  #order = 0
  #turn = 0
  #watched: Watched<T>[] = []

  /** The page that has been looked out for longest; undefined when there is none. */
  get oldest(): T | undefined {
    return this.#watched[0]?.page
  }

  /** How many pages are still to be written. */
  get size(): number {
    return this.#watched.length
  }

  /** Also watches a page, which was requested after those it has. */
  add(page: T): void {
    this.#watched.push({order: this.#order++, page, passed: 0})
  }

  /** Looks out for these no longer. */
  drop(pages: ReadonlySet<T>): void {
    if (pages.size > 0) this.#watched = this.#watched.filter(({page}) => !pages.has(page))
  }

  /** Looks once, and returns the pages that have been written; it looks out for them no longer. */
  async look(): Promise<ReadonlySet<T>> {
    const round = new Round<T>()
    const prompt = this.#watched.filter(({passed}) => passed < LATE)
    for (let start = 0; start < prompt.length; start += BATCH) {
      const found = await round.lookAt(prompt.slice(start, start + BATCH))
      if (found === 0) break
    }

    await round.lookAtAll(this.#inTurn())
    round.end()
    this.drop(round.written)
    return round.written
  }

  /** Looks once at so many of the oldest, late ones and all, and returns those that have been written. */
  async lookAtOldest(count: number): Promise<ReadonlySet<T>> {
    const round = new Round<T>()
    await round.lookAtAll(this.#watched.slice(0, count))
    this.drop(round.written)
    return round.written
  }

  /** The pages that are still to be written, oldest first. */
  *[Symbol.iterator](): Generator<T> {
    for (const {page} of this.#watched) yield page
  }

  /** The next few hundred of all. */
  #inTurn(): Watched<T>[] {
    if (this.#turn >= this.#watched.length) this.#turn = 0
    const start = this.#turn
    this.#turn += IN_TURN
    return this.#watched.slice(start, this.#turn)
  }
}

/** One look at some of the pages. */
class Round<T extends Awaited> {
  readonly written = new Set<T>()
  readonly #found: number[] = []
  readonly #missed = new Set<Watched<T>>()

  /** Notes which of those that were not written have been overtaken. */
  end(): void {
    const newest = this.#found.sort((a, b) => b - a).slice(0, MOST_AT_ONCE)
    for (const watched of this.#missed) watched.passed += newest.filter((order) => order > watched.order).length
  }

  /** Looks at a batch at a time, and returns how many of it were written. */
  async lookAt(batch: readonly Watched<T>[]): Promise<number> {
    const before = this.#found.length
    const areWritten = await Promise.all(batch.map(({page}) => page.isWritten()))
    for (const [index, watched] of batch.entries()) {
      if (areWritten[index]) {
        this.written.add(watched.page)
        this.#found.push(watched.order)
      } else {
        this.#missed.add(watched)
      }
    }

    return this.#found.length - before
  }

  /** Looks at all of these that it has not looked at. */
  async lookAtAll(watched: readonly Watched<T>[]): Promise<void> {
    const others = watched.filter((one) => !this.#missed.has(one) && !this.written.has(one.page))
    for (let start = 0; start < others.length; start += BATCH) await this.lookAt(others.slice(start, start + BATCH))
  }
}
