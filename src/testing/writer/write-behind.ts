import {packagePages, type PackagePart, type Page, sitePages} from './page.js'

/** How long after the end of a flush a message makes the next one begin, in seconds (measured on the real master). */
const PAUSE = 1

/** How long after the end of a flush the next one begins at the latest, in seconds (measured on the real master). */
const LONGEST_PAUSE = 2

/** The work for each of the two pages of BOTH, in page times: less than two together was measured, 1.5 is assumed. */
const WORK_OF_BOTH = 0.75

/** How long the master takes to rewrite its home page by itself, in seconds (measured on the real master). */
const HOME_TIME = 0.35

/** How a master writes behind. Times are in seconds. */
export interface Writing {
  /** How long a requested page is kept in the buffer. */
  readonly hold: number
  /** How often the master rewrites its home page by itself; never unless given. */
  readonly homeEvery?: number | undefined
  /** How long that takes; 0.35 unless given. */
  readonly homeTime?: number | undefined
  /** How many pages per second other clients request, evenly spread; 0 unless given. */
  readonly othersPages?: number | undefined
  /** How long the writer takes for a page that it begins with at this time; Infinity when it is stuck. */
  readonly pageTime: (now: number) => number
}

/** A page that was written, and when. */
export interface Written {
  readonly at: number
  /** Whether it was requested; false for the home page that the master rewrites by itself. */
  readonly isRequested: boolean
  readonly page: Page
}

interface Held {
  part: PackagePart
  readonly since: number
}

interface Job {
  /** Whether it is the home page that the master rewrites by itself; it takes no requests meanwhile. */
  readonly isHome?: boolean
  /** Undefined for a page of another client. */
  readonly page: Page | undefined
  /** How long it takes, in page times. */
  readonly work: number
}

/**
 * The buffer and the page writer of a master, without clock and files: the time goes in, in seconds by any clock that
 * only goes forward, and out comes what was written by then.
 *
 * As measured on the real master, a requested page stays in the buffer for the hold, and repeats are merged into it. A
 * flush writes all that is older, oldest first, and while it is under way the master takes no requests. The next one
 * begins a second after its end: at the first message after that, or within another second without any. The home page
 * and the search index skip the buffer, but wait for the end of a flush.
 */
export class WriteBehind {
  readonly #buffer = new Map<string, Held>()
  /** When the last flush ended. */
  #ended: number
  /** What the flush under way has yet to write; a page leaves the buffer once the writer has it in hand. */
  #flush: Iterator<Job, undefined> | undefined
  #homeDue: number
  #inHand: undefined | {readonly done: number; readonly job: Job}
  /** Nothing happens before this time: the writer was paused or told to write otherwise. */
  #notBefore: number
  /** When another client requested the oldest of its pages that are not written yet. */
  #othersOldest: number
  readonly #site: Job[] = []
  #writing: Writing

  /**
   * @param writing how it writes until it is told otherwise
   * @param now when the master starts
   */
  constructor(writing: Writing, now: number) {
    this.#writing = writing
    this.#ended = now
    this.#notBefore = now
    this.#homeDue = now + homeEvery(writing)
    this.#othersOldest = now + othersInterval(writing)
  }

  /** Whether the master takes no requests just now. */
  get isBusy(): boolean {
    return this.#flush !== undefined || this.#inHand?.job.isHome === true
  }

  /** Whether the writer has nothing to do before the next flush. */
  get isIdle(): boolean {
    return this.#flush === undefined && this.#inHand === undefined
  }

  /** When there is something to do next, unless a message comes before. */
  get next(): number {
    const flush = this.#flush ? Infinity : this.#ended + LONGEST_PAUSE
    return Math.max(this.#notBefore, Math.min(this.#inHand?.done ?? Infinity, flush, this.#homeDue))
  }

  /** How many packages are in the buffer, without those of other clients. */
  get size(): number {
    return this.#buffer.size
  }

  /** Lets the time pass until now; whoever stops taking what was written may go on later. */
  *advance(now: number): Generator<Written, void, undefined> {
    while (this.next <= now) {
      const at = this.next
      const {done = Infinity, job} = this.#inHand ?? {}
      if (done <= at) {
        this.#take(at)
        if (job?.page !== undefined) yield {at, isRequested: !job.isHome, page: job.page}
      } else if (this.#homeDue <= at) {
        this.#homeDue = at + homeEvery(this.#writing)
        // One is enough, however long a flush takes.
        const isPending = job?.isHome || this.#site.some(({isHome}) => isHome)
        if (!isPending) this.#writeSite({isHome: true, page: 'index.html', work: 1}, at)
      } else {
        this.#begin(at)
      }
    }
  }

  /** What is in the buffer, oldest first. */
  *held(): Generator<readonly [PackagePart, string], void, undefined> {
    for (const [name, {part}] of this.#buffer) yield [part, name]
  }

  /** A message was taken and answered: the next flush begins, if a second has passed since the last one. */
  message(now: number): void {
    if (!this.#flush && now >= this.#ended + PAUSE) this.#begin(now)
  }

  /** Pages of a package are requested. */
  request(part: PackagePart, name: string, now: number): void {
    const held = this.#buffer.get(name)
    if (!held) this.#buffer.set(name, {part, since: now})
    else if (part === 'BOTH') held.part = 'BOTH'
  }

  /** The home page or the search index is requested. */
  requestSite(now: number): void {
    for (const page of sitePages) this.#writeSite({page, work: 1}, now)
  }

  /** From now on it writes otherwise, or again after a pause: the writer begins anew with the page that it has in hand. */
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

    // What skipped the buffer before is written first, what does so from now on afterwards.
    this.#flush = this.#jobs(this.#site.splice(0), limit)
    if (!this.#inHand) this.#take(now)
  }

  *#jobs(site: readonly Job[], limit: number): Generator<Job, undefined, undefined> {
    yield* site
    for (const [name, held] of this.#buffer) {
      if (held.since > limit) break
      yield* this.#othersUntil(held.since)
      this.#buffer.delete(name)
      const work = held.part === 'BOTH' ? WORK_OF_BOTH : 1
      for (const page of packagePages(held.part, name)) yield {page, work}
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
