import {setTimeout as delay} from 'node:timers/promises'

import type {Exchange, ImportQueue} from '../../import-queue/import-queue.js'
import type {RebuildRequest} from '../../import-queue/messages.js'
import type {ConnectionEvent, RequestOptions} from './request-pages.js'

import {ConnectionLostError, NoAnswerError} from '../../import-queue/connection-errors.js'
import {ProtocolError} from '../../import-queue/errors.js'
import {Watchdog} from '../../import-queue/watchdog.js'
import {clock, Turns} from '../../pacing/turns.js'
import {Backlog} from './backlog.js'
import {InvalidRepliesError, MasterGoneError} from './errors.js'
import {Losses} from './losses.js'
import {type Outcome, outcomeOf, packageOf, unanswered} from './outcome.js'
import {reconnect} from './reconnect.js'
import {RequestQueue} from './request-queue.js'

/** Default time for outstanding requests to be answered after the run is stopped, in seconds. */
const DEFAULT_GRACE = 5

/** Maximum number of consecutive connections that end with an invalid reply. */
const MAX_INVALID = 3

/** Number of valid replies after which earlier invalid ones are forgiven. */
const FORGIVING = 1000

/** After how many seconds without an answer the master is reported as busy. */
export const BUSY_AFTER = 5

type Exchanges = readonly Exchange<RebuildRequest>[]

/** Sends the requests of one run, over any number of connections. */
export class Requester {
  readonly #backlog: Backlog
  readonly #ended = new AbortController()
  readonly #gaveUp = new AbortController()
  #goodAnswers = 0
  /** Time of the last answers, by the clock of the pacing. */
  #heardAt = 0
  #invalidReplies = 0
  /** Whether the master went away and requests that it may have lost are not in the backlog again yet. */
  #isLost = false
  readonly #losses = new Losses()
  readonly #notify: (event: ConnectionEvent) => void
  readonly #options: RequestOptions
  /** Aborted when nothing is awaited any more. */
  readonly #over = new AbortController()
  #queue: ImportQueue
  /** Aborted when the user stops the run or it gives up. */
  readonly #stop: AbortSignal
  readonly #turns: Turns
  readonly #watchdog: Watchdog

  constructor(options: RequestOptions) {
    this.#options = options
    this.#queue = options.queue
    this.#notify = options.notify ?? (() => {})
    const {timeout} = options
    this.#watchdog = new Watchdog(timeout, () => {
      this.#gaveUp.abort(this.#isLost ? new MasterGoneError(timeout) : new NoAnswerError(this.#queue.address, timeout))
      this.#queue.close()
    })
    this.#turns = new Turns(options.pace)
    this.#backlog = new Backlog(options.requests, {
      onSend: () => {
        this.#watchdog.await()
        this.#turns.sent()
      },
      signal: options.signal,
      turn: options.pace && (() => this.#turns.turn()),
    })
    this.#stop = AbortSignal.any([this.#gaveUp.signal, ...(options.signal ? [options.signal] : [])])
    this.#watch()
  }

  get unsettled() {
    return this.#backlog.unsettled
  }

  /** Releases the source and all other resources. */
  end(): void {
    this.hangUp()
    this.#backlog.close()
    this.#options.queued.close?.()
  }

  /** Ends the conversation with the master. */
  hangUp(): void {
    this.#ended.abort()
    this.#watchdog.stop()
    this.#turns.close()
    this.#queue.close()
  }

  /** Each outcome is delayed until the next answer arrives or no more are expected. */
  async *outcomes(): AsyncGenerator<readonly Outcome[], void, undefined> {
    const {window} = this.#options
    const options = {signal: this.#stop, ...(window !== undefined && {window})}
    for (;;) {
      let last: Exchanges = []
      try {
        for await (const exchanges of this.#queue.converse(this.#backlog.conversation(), options)) {
          this.#hear(exchanges)
          yield this.#settle([...last, ...exchanges.slice(0, -1)])
          last = exchanges.slice(-1)
        }

        yield this.#settle(last)
        last = []
        await this.#untilOver()
        return
      } catch (error) {
        // The answer right before an invalid one may be wrong too.
        if (!(error instanceof ProtocolError)) yield this.#settle(last)
        if (error instanceof ConnectionLostError) {
          this.#learn()
          this.#isLost = true
          yield [...this.#setAside()]
        }

        this.#stop.throwIfAborted()
        if (!(error instanceof ConnectionLostError || error instanceof ProtocolError)) throw error
        if (!(await this.#recover(error))) return
      }
    }
  }

  /** Requests that were queued, may not have been written, and were not queued again. */
  async *repeats(): AsyncGenerator<RebuildRequest, void, undefined> {
    if (this.#isLost) await this.#requeue()
    yield* this.#backlog.repeats()
  }

  /** What was not requested any more, as far as the source can still tell. */
  async *rest(): AsyncGenerator<readonly Outcome[], void, undefined> {
    try {
      for await (const request of this.#backlog.rest()) yield [{package: packageOf(request), status: 'unasked'}]
    } catch {
      // The source may have ended the run; its error is reported elsewhere.
    }
  }

  #hear(exchanges: Exchanges): void {
    this.#heardAt = clock()
    this.#losses.answered()
    for (const {reply} of exchanges) this.#turns.answered({isQueued: reply[0] === 'DONE'})
    this.#backlog.answered(exchanges.length)
    this.#watchdog.heard({awaitingMore: this.#backlog.isAwaiting})
    this.#goodAnswers += exchanges.length
    if (this.#goodAnswers >= FORGIVING) this.#invalidReplies = 0
  }

  /** Drops requests whose pages are known to be written. */
  #learn(): void {
    if (!this.#isLost) this.#options.queued.learn?.(this.#turns.writtenUntil())
  }

  /** @returns whether requests remain */
  async #recover(fault: ConnectionLostError | ProtocolError): Promise<boolean> {
    const {connect} = this.#options
    this.#backlog.endConversation()
    if (fault instanceof ProtocolError) {
      this.#goodAnswers = 0
      if (++this.#invalidReplies >= MAX_INVALID) throw new InvalidRepliesError(this.#invalidReplies, fault)
      this.#notify({problem: fault.message, type: 'invalid'})
    } else {
      this.#notify({type: 'lost'})
    }

    this.#watchdog.await()
    const {socket} = this.#queue
    const signal = AbortSignal.any([this.#stop, this.#over.signal])
    try {
      await delay(1000 * this.#losses.pause, undefined, {signal}).catch(() => {})
      this.#queue = await reconnect(connect, signal)
    } catch (error) {
      if (this.#over.signal.aborted) return false
      throw error
    }

    // The master may also have restarted after an invalid reply.
    if (this.#queue.socket !== socket) this.#isLost = true
    const again = this.#isLost ? await this.#requeue() : 0
    if (again + this.unsettled.length === 0) this.#watchdog.stop()
    this.#turns.restart()
    this.#notify({again, type: 'back'})
    return true
  }

  /** Puts requests that the master had queued and may not have written back into the backlog; returns their number. */
  async #requeue(): Promise<number> {
    const requests = new RequestQueue()
    for await (const request of this.#options.queued.take()) requests.push(request)
    this.#backlog.again(requests)
    this.#isLost = false
    return requests.length
  }

  /** Notes a lost connection; yields the request at which that happened too often, so that the run goes on behind it. */
  *#setAside(): Generator<Outcome, void, undefined> {
    // A connection on which nothing was outstanding says nothing of a request.
    const oldest = this.#backlog.isAwaiting ? this.#backlog.oldest : undefined
    if (!this.#losses.add(oldest?.request) || !oldest) return
    this.#backlog.settled(1)
    yield unanswered(oldest.request, oldest.isRepeat)
  }

  #settle(exchanges: Exchanges): readonly Outcome[] {
    const repeats = this.#backlog.settled(exchanges.length)
    return exchanges.map(({message, reply}, index) => {
      if (reply[0] === 'DONE') this.#options.queued.add?.(message, this.#heardAt)
      return outcomeOf(message, reply, index < repeats)
    })
  }

  /**
   * Waits until no page is awaited, and monitors the connection meanwhile.
   *
   * @throws {ConnectionLostError} when the master goes away
   */
  async #untilOver(): Promise<void> {
    const ended = this.#options.queued.ended?.().then(() => this.#over.abort())
    const nothing = async (): Promise<undefined> => {
      await ended
    }

    await this.#queue.converse(nothing, {signal: this.#stop}).next()
  }

  /** Reports a busy master every second, and closes the connection at the end of the grace period after a stop. */
  #watch(): void {
    const {grace = DEFAULT_GRACE, signal} = this.#options
    const timer = setInterval(() => {
      this.#learn()
      const {seconds} = this.#watchdog
      if (seconds >= BUSY_AFTER && !this.#isLost) this.#notify({seconds: Math.floor(seconds), type: 'busy'})
    }, 1000)
    let closing: NodeJS.Timeout | undefined
    const settle = () => {
      closing = setTimeout(() => this.#queue.close(), grace * 1000)
    }

    signal?.addEventListener('abort', settle)
    this.#ended.signal.addEventListener('abort', () => {
      clearInterval(timer)
      clearTimeout(closing)
      signal?.removeEventListener('abort', settle)
    })
  }
}
