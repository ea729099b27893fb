import {packagePages, type PackagePart, type Page, sitePages} from './page.js'

/** How long after the end of a flush a message starts the next one, in seconds (measured on the real master). */
const PAUSE = 1

/** How long after the end of a flush the next one starts without a message, in seconds (measured on the real master). */
const LONGEST_PAUSE = 2

/** The work for each of the two pages of BOTH, in page times: together less than 2 (measured), 1.5 (assumed). */
const WORK_OF_BOTH = 0.75

/** How long the master's own rewrite of the home page takes, in seconds (measured on the real master). */
const HOME_TIME = 0.35

/** How a master writes. Times are in seconds. */
export interface Writing {
  /** The buffering delay: how long a requested page stays in the buffer. */
  readonly hold: number
  /** The interval of the master's own rewrites of the home page; never unless given. */
  readonly homeEvery?: number | undefined
  /** How long such a rewrite takes; 0.35 unless given. */
  readonly homeTime?: number | undefined
  /** Pages per second that other clients request, evenly spread; 0 unless given. */
  readonly othersPages?: number | undefined
  /** How long a page takes that is started at this time; Infinity for ever. */
  readonly pageTime: (now: number) => number
}

/** A page that was written, and when. */
export interface Written {
  readonly at: number
  /** Whether it was requested; false for the master's own rewrite of the home page. */
  readonly isRequested: boolean
  readonly page: Page
}

interface Buffered {
  part: PackagePart
  readonly since: number
}

interface Job {
  /** Whether it is the master's own rewrite of the home page, during which it takes no requests. */
  readonly isHome?: boolean
  /** Undefined for another client's page. */
  readonly page: Page | undefined
  /** In page times. */
  readonly work: number
}

/**
 * The buffer and the page writer of a master, without clock and files: given the time, in seconds by any monotonic clock,
 * it yields what was written by then.
 *
 * As measured on the real master, a requested page stays in the buffer for the buffering delay, and repeated requests are
 * merged. A flush writes all older pages, oldest first, and meanwhile the master takes no requests. The next flush starts
 * with the first message a second after its end, or within another second without one. The home page and the search index
 * skip the buffer, but wait for the end of a flush.
 */
export class WriteBehind {
  readonly #buffer = new Map<string, Buffered>()
  /** When the last flush ended. */
  #ended: number
  /** What the current flush has yet to write; a page leaves the buffer when writing it starts. */
  #flush: Iterator<Job, undefined> | undefined
  #homeDue: number
  #inHand: undefined | {readonly done: number; readonly job: Job}
  /** Nothing happens before this time, when the writer was paused or changed. */
  #notBefore: number
  /** When the oldest unwritten page of other clients was requested. */
  #othersOldest: number
  readonly #site: Job[] = []
  #writing: Writing

  /**
   * @param writing how it writes
   * @param now when the master starts
   */
  constructor(writing: Writing, now: number) {
    this.#writing = writing
    this.#ended = now
    this.#notBefore = now
    this.#homeDue = now + homeEvery(writing)
    this.#othersOldest = now + othersInterval(writing)
  }

  /** Whether the master takes no requests now. */
  get isBusy(): boolean {
    return this.#flush !== undefined || this.#inHand?.job.isHome === true
  }

  /** Whether the writer has nothing to do before the next flush. */
  get isIdle(): boolean {
    return this.#flush === undefined && this.#inHand === undefined
  }

  /** When there is something to do next, unless a message comes first. */
  get next(): number {
    const flush = this.#flush ? Infinity : this.#ended + LONGEST_PAUSE
    return Math.max(this.#notBefore, Math.min(this.#inHand?.done ?? Infinity, flush, this.#homeDue))
  }

  /** How many packages are in the buffer, not counting other clients'. */
  get size(): number {
    return this.#buffer.size
  }

  /** Yields what is written until now. May be abandoned and called again. */
  *advance(now: number): Generator<Written, void, undefined> {
    while (this.next <= now) {
      const at = this.next
      const {done = Infinity, job} = this.#inHand ?? {}
      if (done <= at) {
        this.#take(at)
        if (job?.page !== undefined) yield {at, isRequested: !job.isHome, page: job.page}
      } else if (this.#homeDue <= at) {
        this.#homeDue = at + homeEvery(this.#writing)
        // One, however long a flush takes.
        const isPending = job?.isHome || this.#site.some(({isHome}) => isHome)
        if (!isPending) this.#writeSite({isHome: true, page: 'index.html', work: 1}, at)
      } else {
        this.#begin(at)
      }
    }
  }

  /** The buffer, oldest first. */
  *buffered(): Generator<readonly [PackagePart, string], void, undefined> {
    for (const [name, {part}] of this.#buffer) yield [part, name]
  }

  /** A message was answered: the next flush starts, if a second has passed since the last one. */
  message(now: number): void {
    if (!this.#flush && now >= this.#ended + PAUSE) this.#begin(now)
  }

  /** Pages of a package are requested. */
  request(part: PackagePart, name: string, now: number): void {
    const buffered = this.#buffer.get(name)
    if (!buffered) this.#buffer.set(name, {part, since: now})
    else if (part === 'BOTH') buffered.part = 'BOTH'
  }

  /** The home page or the search index is requested. */
  requestSite(now: number): void {
    for (const page of sitePages) this.#writeSite({page, work: 1}, now)
  }

  /** Changes how it writes, or ends a pause: the writer starts the current page again. */
  set(writing: Writing, now: number): void {
    if (homeEvery(writing) !== homeEvery(this.#writing)) this.#homeDue = now + homeEvery(writing)
    const interval = othersInterval(writing)
    if (interval !== othersInterval(this.#writing)) this.#othersOldest = now + interval
    this.#writing = writing
    this.#notBefore = now
    if (this.#inHand) this.#startJob(this.#inHand.job, now)
  }

  #begin(now: number): void {
    const limit = now - this.#writing.hold
    const [oldest] = this.#buffer.values()
    if (Math.min(oldest?.since ?? Infinity, this.#othersOldest) > limit) {
      this.#ended = now
      return
    }

    // Earlier pages that skip the buffer are written first, later ones after the flush.
    this.#flush = this.#jobs(this.#site.splice(0), limit)
    if (!this.#inHand) this.#take(now)
  }

  *#jobs(site: readonly Job[], limit: number): Generator<Job, undefined, undefined> {
    yield* site
    for (const [name, {part, since}] of this.#buffer) {
      if (since > limit) break
      yield* this.#othersUntil(since)
      this.#buffer.delete(name)
      const work = part === 'BOTH' ? WORK_OF_BOTH : 1
      for (const page of packagePages(part, name)) yield {page, work}
    }

    yield* this.#othersUntil(limit)
  }

  *#othersUntil(time: number): Generator<Job, void, undefined> {
    while (this.#othersOldest <= time) {
      this.#othersOldest += othersInterval(this.#writing)
      yield {page: undefined, work: 1}
    }
  }

  #startJob(job: Job, now: number): void {
    const {homeTime = HOME_TIME, pageTime} = this.#writing
    this.#inHand = {done: now + (job.isHome ? homeTime : job.work * pageTime(now)), job}
  }

  #take(now: number): void {
    this.#inHand = undefined
    let job = this.#flush?.next().value
    if (!job) {
      if (this.#flush) this.#ended = now
      this.#flush = undefined
      job = this.#site.shift()
    }

    if (job) this.#startJob(job, now)
  }

  #writeSite(job: Job, now: number): void {
    this.#site.push(job)
    if (this.isIdle) this.#take(now)
  }
}

function homeEvery({homeEvery: every = Infinity}: Writing): number {
  return every
}

function othersInterval({othersPages = 0}: Writing): number {
  return 1 / othersPages
}
