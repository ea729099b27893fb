import {packagePages, type PackagePart, type Page, sitePages} from './page.js'

/** How often the buffer is looked through, in seconds (observed on the real master). */
const INTERVAL = 1

/** How long requests are taken after a flush that lasted longer than that, in seconds; not observed, only assumed. */
const BREATH = 0.01

/** How a master writes behind. */
export interface Writing {
  /** How long a requested page is kept in the buffer, in seconds. */
  readonly hold: number
  /** How many pages are written in a second; with 0 the writer is stuck. */
  readonly speed: number
}

/** A page that was written, and when. */
export interface Written {
  readonly at: number
  readonly page: Page
}

interface Held {
  part: PackagePart
  readonly since: number
}

/**
 * The buffer and the page writer of a master, without clock and files: the time goes in, in seconds by any clock that
 * only goes forward, and out comes what was written by then.
 *
 * As observed on the real master, a page that is asked for stays in the buffer for a while, and repeats are merged into
 * it. Once a second all that is older is written, oldest first: a flush, and while one is under way the master takes no
 * requests. The home page and the search index skip the buffer.
 */
export class WriteBehind {
  /** When the writer began with the page that it has in hand. */
  #began = 0
  readonly #buffer = new Map<string, Held>()
  /** When the next flush is to begin. */
  #due: number
  /** What the flush under way has yet to write; a page is taken from the buffer once the writer has it in hand. */
  #flush: Iterator<Page> = [].values()
  /** The page that the writer has in hand; undefined while no flush is under way. */
  #page: Page | undefined
  #urgent: Page[] = []
  #writing: Writing

  /**
   * @param writing how it writes until it is told otherwise
   * @param now when the master starts
   */
  constructor(writing: Writing, now: number) {
    this.#writing = writing
    this.#due = now + INTERVAL
  }

  /** Whether the master takes no requests just now. */
  get isFlushing(): boolean {
    return this.#page !== undefined
  }

  /** When there is something to do next. */
  get next(): number {
    return this.isFlushing ? this.#began + 1 / this.#writing.speed : this.#due
  }

  /** How many packages are in the buffer. */
  get size(): number {
    return this.#buffer.size
  }

  /** Lets the time pass until now; whoever stops taking what was written may go on later. */
  *advance(now: number): Generator<Written, void, undefined> {
    while (this.next <= now) {
      const at = this.next
      const page = this.#page
      if (page === undefined) {
        this.#due = at + INTERVAL
        this.#flush = this.#olderThan(at - this.#writing.hold)
      }

      this.#takePage(at)
      if (page === undefined) continue
      if (!this.isFlushing) this.#due = Math.max(this.#due, at + BREATH)
      yield {at, page}
    }
  }

  /** Pages of a package are asked for. */
  request(part: PackagePart, name: string, now: number): void {
    const held = this.#buffer.get(name)
    if (!held) this.#buffer.set(name, {part, since: now})
    else if (part === 'BOTH') held.part = 'BOTH'
  }

  /** The home page or the search index is asked for. */
  requestSite(now: number): void {
    this.#urgent.push(...sitePages)
    if (!this.isFlushing) this.#takePage(now)
  }

  /** From now on it writes otherwise. */
  set(writing: Writing, now: number): void {
    this.#writing = writing
    // The page in hand is begun anew, so that no time is made up for in which the writer was stuck.
    this.#began = Math.max(this.#began, now)
  }

  *#olderThan(time: number): Generator<Page, void, undefined> {
    for (const [name, {part, since}] of this.#buffer) {
      if (since > time) return
      this.#buffer.delete(name)
      yield* packagePages(part, name)
    }
  }

  #takePage(now: number): void {
    this.#began = now
    this.#page = this.#urgent.shift() ?? this.#flush.next().value ?? undefined
  }
}
