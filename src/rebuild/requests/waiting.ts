import {setTimeout as delay} from 'node:timers/promises'

import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Requests} from './backlog.js'
import type {QueuedPages} from './unwritten.js'

import {Page, type Site} from '../../pages/page.js'
import {PageWatcher} from '../../pages/watcher.js'
import {isRepeat, type Outcome} from './outcome.js'
import {PendingPage} from './pending-page.js'
import {Repeats} from './repeats.js'

/** How often to look whether pages have been written, in milliseconds. */
const INTERVAL = 200

/**
 * How many requests may be under way, from the first look at a page until it is settled and all before it: some 50 MB.
 * It is more than the master answers in the minute that it holds back each page.
 */
const LIMIT = 100_000

export interface WaitingOptions {
  /** How many requests may be under way, at least 2; 100,000 unless given. */
  readonly limit?: number
  /** Told of answers as they come, and of those that are missing; what becomes of the pages comes later. */
  readonly onAnswered: (outcomes: readonly Outcome[]) => void
  /** Ends the waiting. */
  readonly signal: AbortSignal
  readonly site: Site
  /** How long a page may take to be written, from when it was queued, in seconds; undefined for no limit. */
  readonly timeout: number | undefined
}

/**
 * Follows the requests of a run until their pages have been written: looks at each page before its request is sent, and
 * after the answer until another file has taken its place. When the master goes away, it knows which pages are missing.
 *
 * However many requests there are, no more than a limit are under way: beyond it, none is taken from the source until
 * pages appear. The pages that were passed by most of these are given up then, or one that never comes could hold up
 * all the rest.
 */
export class Waiting implements QueuedPages {
  /** Whether all answers are there, so that only pages are waited for. */
  isRequested = false
  /** How many pages have been seen written so far. */
  written = 0
  /** How many of the pages have their answer; they are the first ones. */
  #answered = 0
  readonly #limit: number
  #onEnded: () => void = () => {}
  readonly #options: WaitingOptions
  readonly #pages: PendingPage[] = []
  readonly #repeats = new Repeats()
  #wake: () => void = () => {}
  readonly #watcher = new PageWatcher<PendingPage>()

  constructor(options: WaitingOptions) {
    this.#options = options
    this.#limit = options.limit ?? LIMIT
  }

  /** The package that has been waited for longest; null for a page of the site, undefined when none is waited for. */
  get oldest(): null | string | undefined {
    return this.#watcher.oldest?.package
  }

  /** How many pages are waited for now. */
  get size(): number {
    return this.#watcher.size
  }

  /** All is answered; resolves once no page is waited for any more. */
  async ended(): Promise<void> {
    this.isRequested = true
    await new Promise<void>((resolve) => {
      this.#onEnded = resolve
      this.#endIfDone()
    })
  }

  /**
   * Yields what became of each request in the end, in order, some at a time: an outcome is held back until those before it
   * are known; that a request was queued again comes in between. Once the signal is aborted, or the requesting has failed, pages are not waited for any longer.
   *
   * @param asked the outcomes of the requesting of {@link requests}
   * @throws what the requesting throws, once every request has its outcome
   */
  async *outcomes(asked: AsyncIterable<readonly Outcome[]>): AsyncGenerator<readonly Outcome[], void, undefined> {
    let failure: unknown
    try {
      yield* this.#untilOver(asked)
    } catch (error) {
      failure = error
    }

    await this.#end()
    yield this.#settled()
    if (failure !== undefined) throw failure
  }

  /** Requests to be sent, each once its page has been looked at. */
  async *requests(source: Requests): AsyncGenerator<readonly RebuildRequest[], void, undefined> {
    const {signal, site} = this.#options
    for await (const requests of source) {
      for (const request of requests) {
        while (this.#pages.length >= this.#limit && !signal.aborted) await this.#woken()
        this.#pages.push(new PendingPage(request, await Page.before(site, request)))
        yield [request]
      }
    }
  }

  /** What is missing now, oldest first; it is to be queued again. */
  async *take(): AsyncGenerator<RebuildRequest, void, undefined> {
    this.#note(await this.#watcher.lookAtOldest(this.size))
    for (const page of [...this.#watcher].filter(({isAwaited}) => isAwaited)) {
      this.#repeats.add(page)
      yield page.request
    }
  }

  /** @returns whether it is news */
  #answer(outcome: Outcome): boolean {
    if (isRepeat(outcome)) return this.#answerRepeat(outcome)
    const page = this.#pages[this.#answered++]
    // Outcomes come in the order of the requests, and each request has one.
    if (!page) throw new Error('An outcome came for which there is no request.')
    page.package = outcome.package
    if (outcome.status === 'queued') {
      page.queued = performance.now()
      this.#watcher.add(page)
    } else {
      page.outcome = outcome
    }

    return true
  }

  /** An answer to a request that had been queued before. Where there is none, the page may still be written. */
  #answerRepeat(outcome: Outcome): boolean {
    const page = this.#repeats.answer(outcome)
    if (page?.outcome) this.#watcher.drop(new Set([page]))
    return page !== undefined
  }

  /** Nothing is waited for any more; but what has been written by now has been. */
  async #end(): Promise<void> {
    this.#note(await this.#watcher.lookAtOldest(this.size))
    this.#giveUp([...this.#watcher], 'not written when the run ended', {isGivenUp: false})
  }

  #endIfDone(): void {
    if (this.isRequested && this.size === 0) this.#onEnded()
  }

  #giveUp(pages: readonly PendingPage[], reason: string, {isGivenUp = true} = {}): void {
    for (const page of pages) page.giveUp(reason, {isGivenUp})
    this.#watcher.drop(new Set(pages))
  }

  async #giveUpExpired(): Promise<void> {
    const {timeout} = this.#options
    if (timeout === undefined) return
    const limit = performance.now() - timeout * 1000
    const expired = () => [...this.#watcher].filter(({queued = Infinity}) => queued <= limit)
    const {length} = expired()
    if (length === 0) return
    // They may not have been among those looked at just now.
    this.#note(await this.#watcher.lookAtOldest(length))
    this.#giveUp(expired(), `not written within ${timeout} s`)
  }

  /** Where all that may be under way is, and most of it has been written, the oldest of the rest make room. */
  #giveUpPassed(): void {
    const most = Math.ceil(this.#limit / 2)
    if (this.#pages.length < this.#limit || this.size > this.#limit - most) return
    const oldest = this.#pages.slice(0, Math.ceil(this.#limit / 100)).filter(({isAwaited}) => isAwaited)
    this.#giveUp(oldest, `not written, though ${most} requests after it are done`)
  }

  async #look(): Promise<void> {
    this.#note(await this.#watcher.look())
    await this.#giveUpExpired()
    this.#giveUpPassed()
  }

  #note(written: ReadonlySet<PendingPage>): void {
    for (const page of written) {
      // It may have been found by another look meanwhile.
      if (page.outcome) continue
      page.outcome = {package: page.package, status: 'written'}
      this.written++
    }
  }

  /** The outcomes of those that have one, and all before them too. */
  #settled(): Outcome[] {
    const first = this.#pages.findIndex(({outcome}) => !outcome)
    const settled = this.#pages.splice(0, first === -1 ? this.#pages.length : first)
    this.#answered -= settled.length
    this.#wake()
    this.#endIfDone()
    return [...this.#repeats.take(), ...settled.flatMap(({outcome}) => outcome ?? [])]
  }

  /** Looks out for pages while requesting goes on, which ends with the last of them. */
  async *#untilOver(asked: AsyncIterable<readonly Outcome[]>): AsyncGenerator<readonly Outcome[], void, undefined> {
    const answers = asked[Symbol.asyncIterator]()
    const over = new AbortController()
    const tick = async () => delay(INTERVAL, undefined, {signal: over.signal}).catch(() => {})
    let answer = answers.next()
    let look = tick()
    try {
      for (;;) {
        const next = await Promise.race([answer, look])
        if (next === undefined) {
          await this.#look()
          look = tick()
        } else if (next.done) {
          return
        } else {
          // Of these there may be any number, and they are not to be kept until pages have been written.
          if (next.value.some(({status}) => status === 'unasked')) await this.#end()
          this.#options.onAnswered(next.value.filter((outcome) => this.#answer(outcome)))
          answer = answers.next()
          // Its failure is for the race to find.
          answer.catch(() => {})
        }

        yield this.#settled()
      }
    } finally {
      over.abort()
      await answers.return?.()
    }
  }

  async #woken(): Promise<void> {
    const {signal} = this.#options
    const stop = () => this.#wake()
    signal.addEventListener('abort', stop)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    signal.removeEventListener('abort', stop)
  }
}
