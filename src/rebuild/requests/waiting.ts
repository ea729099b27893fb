import {setTimeout as delay} from 'node:timers/promises'

import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Requests} from './backlog.js'
import type {QueuedPages} from './unwritten.js'

import {Page, type Site} from '../../pages/page.js'
import {PageWatcher} from '../../pages/watcher.js'
import {formatCount} from '../../text/format.js'
import {isRepeat, type Outcome} from './outcome.js'
import {PendingPage} from './pending-page.js'
import {Repeats} from './repeats.js'

/** Interval between checks for written pages, in milliseconds. */
const INTERVAL = 200

/**
 * Maximum number of requests in progress, from the first check of a page until it and all earlier ones are settled: about
 * 50 MB. This exceeds what the master answers during the minute of buffering.
 */
const LIMIT = 100_000

export interface WaitingOptions {
  /** Maximum number of requests in progress, at least 2; 100,000 unless given. */
  readonly limit?: number
  /** Receives the outcomes of requests; those of pages follow later. */
  readonly onAnswered: (outcomes: readonly Outcome[]) => void
  /** Cancels the waiting. */
  readonly signal: AbortSignal
  readonly site: Site
  /** Timeout of each page after it is queued, in seconds; undefined for no limit. */
  readonly timeout: number | undefined
}

/**
 * Follows the requests of a run until their pages are written: checks each page before its request is sent, and after the
 * answer until the file is replaced. When the master goes away, it knows which pages are missing.
 *
 * The number of requests in progress is limited: at the limit, no request is taken from the source until pages appear.
 * Pages still missing after most later requests have finished are then given up, as one that never appears would block
 * the run.
 */
export class Waiting implements QueuedPages {
  /** Whether every request is answered, so that only pages are awaited. */
  isRequested = false
  /** Number of pages written so far. */
  written = 0
  /** Number of pages with an answer; they come first. */
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

  /** The package awaited longest; null for a page of the site, undefined if none is awaited. */
  get oldest(): null | string | undefined {
    return this.#watcher.oldest?.package
  }

  /** Number of awaited pages. */
  get size(): number {
    return this.#watcher.size
  }

  /** Called when every request is answered; resolves when no page is awaited. */
  async ended(): Promise<void> {
    this.isRequested = true
    await new Promise<void>((resolve) => {
      this.#onEnded = resolve
      this.#endIfDone()
    })
  }

  /**
   * Yields what became of each request in the end, in order, some at a time: an outcome is held back until those before it
   * are known; that a request was queued again comes in between. Once the signal is aborted, or the requesting has
   * failed, pages are not waited for any longer.
   *
   * @param answers the outcomes of the requesting of {@link requests}
   * @throws what the requesting throws, once every request has its outcome
   */
  async *outcomes(answers: AsyncIterable<readonly Outcome[]>): AsyncGenerator<readonly Outcome[], void, undefined> {
    let failure: unknown
    try {
      yield* this.#untilOver(answers)
    } catch (error) {
      failure = error
    }

    await this.#end()
    yield this.#settled()
    if (failure !== undefined) throw failure
  }

  /** Requests to send, each after its page has been checked. */
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

  /** Requests of missing pages, oldest first, to be queued again. */
  async *take(): AsyncGenerator<RebuildRequest, void, undefined> {
    this.#note(await this.#watcher.lookAtOldest(this.size))
    for (const page of [...this.#watcher].filter(({isAwaited}) => isAwaited)) {
      this.#repeats.add(page)
      yield page.request
    }
  }

  /** @returns whether the state of a page has changed */
  #answer(outcome: Outcome): boolean {
    if (isRepeat(outcome)) return this.#answerRepeat(outcome)
    const page = this.#pages[this.#answered++]
    // Every request has one outcome, in the order of the requests.
    if (!page) throw new Error('Outcome without a request.')
    page.package = outcome.package
    if (outcome.status === 'queued') {
      page.queued = performance.now()
      this.#watcher.add(page)
    } else {
      page.outcome = outcome
    }

    return true
  }

  /** Records the outcome of a repeated request. After an unanswered one, the page may still be written. */
  #answerRepeat(outcome: Outcome): boolean {
    const page = this.#repeats.answer(outcome)
    if (page?.outcome) this.#watcher.drop(new Set([page]))
    return page !== undefined
  }

  /** Ends the waiting after a final check for written pages. */
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
    // These pages may not have been in the previous check.
    this.#note(await this.#watcher.lookAtOldest(length))
    this.#giveUp(expired(), `not written within ${timeout} s`)
  }

  /** At the limit, if most pages are written, gives up the oldest missing ones. */
  #giveUpPassed(): void {
    const most = Math.ceil(this.#limit / 2)
    if (this.#pages.length < this.#limit || this.size > this.#limit - most) return
    const oldest = this.#pages.slice(0, Math.ceil(this.#limit / 100)).filter(({isAwaited}) => isAwaited)
    this.#giveUp(oldest, `not written although ${formatCount(most)} later requests have finished`)
  }

  async #look(): Promise<void> {
    this.#note(await this.#watcher.look())
    await this.#giveUpExpired()
    this.#giveUpPassed()
  }

  #note(written: ReadonlySet<PendingPage>): void {
    for (const page of written) {
      // A concurrent check may have found it.
      if (page.outcome) continue
      page.outcome = {package: page.package, status: 'written'}
      this.written++
    }
  }

  /** The outcomes of all leading pages that have one. */
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
          // There may be many of these; they must not be kept until pages are written.
          if (next.value.some(({status}) => status === 'unasked')) await this.#end()
          this.#options.onAnswered(next.value.filter((outcome) => this.#answer(outcome)))
          answer = answers.next()
          // The race handles its error.
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
