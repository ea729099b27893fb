/** The number of pages checked concurrently. */
const BATCH = 64

/** The number of pages checked in turn in each round, besides the oldest. */
const IN_TURN = 256

/** A page is late once this many pages requested after it have been written. */
const LATE = 64

/** The most that one round may add to this count: a page written during the round must not become late. */
const MOST_AT_ONCE = 32

/** Something that will be written. */
export interface Awaited {
  isWritten(): Promise<boolean>
}

interface Watched<T> {
  /** Increases in the order of the requests. */
  readonly order: number
  readonly page: T
  /** The number of pages requested after this one that were written before it. */
  passed: number
}

/**
 * Watches pages until they are written; checks at most a few hundred per round, however many there are.
 *
 * Each round checks the oldest first, since the master writes in the order of the requests: batch after batch, until one
 * without any written page. A late page is not among these, so that pages that are never written do not block the rest.
 * Each round also checks a few hundred of all pages in turn, to find the late ones and those written out of order.
 */
export class PageWatcher<T extends Awaited> {
  #order = 0
  #turn = 0
  #watched: Watched<T>[] = []

  /** The page watched longest; undefined if there is none. */
  get oldest(): T | undefined {
    return this.#watched[0]?.page
  }

  /** The number of pages still to be written. */
  get size(): number {
    return this.#watched.length
  }

  /** Watches another page, requested after those before it. */
  add(page: T): void {
    this.#watched.push({order: this.#order++, page, passed: 0})
  }

  /** Stops watching some pages. */
  drop(pages: ReadonlySet<T>): void {
    if (pages.size > 0) this.#watched = this.#watched.filter(({page}) => !pages.has(page))
  }

  /** Runs one round, and returns the pages that have been written. They are no longer watched. */
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

  /** Checks a number of the oldest pages, late ones included, and returns those that have been written. */
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

  /** The next pages in turn. */
  #inTurn(): Watched<T>[] {
    if (this.#turn >= this.#watched.length) this.#turn = 0
    const start = this.#turn
    this.#turn += IN_TURN
    return this.#watched.slice(start, this.#turn)
  }
}

/** One round of checks. */
class Round<T extends Awaited> {
  readonly written = new Set<T>()
  readonly #found: number[] = []
  readonly #missed = new Set<Watched<T>>()

  /** Counts, for each unwritten page, the written ones requested after it. */
  end(): void {
    const newest = this.#found.sort((a, b) => b - a).slice(0, MOST_AT_ONCE)
    for (const watched of this.#missed) watched.passed += newest.filter((order) => order > watched.order).length
  }

  /** Checks a batch concurrently, and returns the number of written pages. */
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

  /** Checks those of these pages that this round has not checked yet. */
  async lookAtAll(watched: readonly Watched<T>[]): Promise<void> {
    const others = watched.filter((one) => !this.#missed.has(one) && !this.written.has(one.page))
    for (let start = 0; start < others.length; start += BATCH) await this.lookAt(others.slice(start, start + BATCH))
  }
}
