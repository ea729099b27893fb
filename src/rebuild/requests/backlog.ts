import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Supply} from '../../import-queue/sender.js'

import {RequestQueue} from './request-queue.js'

/** The requests of a run, some at a time. */
export type Requests = AsyncIterable<readonly RebuildRequest[]> | Iterable<readonly RebuildRequest[]>

export interface BacklogOptions {
  /** Called for each request that is given out to be sent. */
  readonly onSend: () => void
  /** Once aborted, nothing more is taken from the source. */
  readonly signal: AbortSignal | undefined
  /** Waits until the next request may be given out; there is no waiting unless given. */
  readonly turn?: (() => Promise<void>) | undefined
}

/**
 * The requests of a run, in order: those that were queued and are to be queued again, those sent and not yet settled,
 * and those still to be taken from the source. A request is settled when its answer is beyond doubt, which may be later
 * than it comes.
 *
 * It outlives connections, so that what a lost one left unanswered is asked again on the next, and nothing that was
 * taken from the source in that moment is dropped.
 */
export class Backlog {
  /** What had been settled and is to be sent once more, as far as it was not given out. */
  #again = new RequestQueue()
  #answered = 0
  #conversation = 0
  /** More of them, on their way; kept when they fail or end, too: a source that has thrown looks like one at its end. */
  #more: Promise<IteratorResult<readonly RebuildRequest[]>> | undefined
  /** The next ones to be given out, once those before the index are. */
  #next: readonly RebuildRequest[] = []
  #nextIndex = 0
  readonly #onSend: () => void
  /** How many of those sent and not settled had been settled before: they are the first ones. */
  #repeats = 0
  #sent = 0
  readonly #signal: AbortSignal | undefined
  readonly #source: AsyncIterator<readonly RebuildRequest[]> | Iterator<readonly RebuildRequest[]>
  readonly #turn: (() => Promise<void>) | undefined
  readonly #unsettled: RebuildRequest[] = []

  constructor(source: Requests, options: BacklogOptions) {
    this.#source = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.#signal = options.signal
    this.#onSend = options.onSend
    this.#turn = options.turn
  }

  /** Whether an answer is outstanding on the connection of now. */
  get isAwaiting(): boolean {
    return this.#sent > this.#answered
  }

  /** What was sent and not settled, oldest first: hardly more than one window. What is sent again is not among it. */
  get unsettled(): readonly RebuildRequest[] {
    return this.#unsettled.slice(this.#repeats)
  }

  /** Has these sent once more, before all else; ends the conversation before. They are settled anew. */
  again(requests: RequestQueue): void {
    this.endConversation()
    for (const request of this.#unsettled.splice(0, this.#repeats)) requests.push(request)
    for (let next = this.#again.shift(); next; next = this.#again.shift()) requests.push(next.request)
    this.#again.close()
    this.#again = requests
    this.#repeats = 0
  }

  /** So many answers came. */
  answered(count: number): void {
    this.#answered += count
  }

  /** Takes nothing more from the source, and lets go of it. */
  close(): void {
    this.endConversation()
    this.#again.close()
    // Not awaited: what it is doing may take for ever, and nobody would want to know that it failed.
    this.#release().catch(() => {})
  }

  /** Gives out the requests to send on a new connection; ends that of the connection before. */
  conversation(): Supply<RebuildRequest> {
    const conversation = ++this.#conversation
    this.#answered = 0
    this.#sent = 0
    const turn = this.#turn
    if (!turn) return () => this.#giveOut(conversation)
    return async () => {
      await turn()
      return this.#giveOut(conversation)
    }
  }

  /** The connection is gone: nothing more is given out for it. */
  endConversation(): void {
    this.#conversation++
  }

  /** What was to be sent once more and is not settled, oldest first; ends the conversation before, and forgets it. */
  *repeats(): Generator<RebuildRequest, void, undefined> {
    this.endConversation()
    yield* this.#unsettled.splice(0, this.#repeats)
    this.#repeats = 0
    for (let next = this.#again.shift(); next; next = this.#again.shift()) yield next.request
  }

  /** What was not given out to be sent; ends the conversation before. */
  async *rest(): AsyncGenerator<RebuildRequest, void, undefined> {
    this.endConversation()
    do {
      yield* this.#next.slice(this.#nextIndex)
      this.#nextIndex = this.#next.length
    } while (await this.#fetch())
  }

  /**
   * So many of the oldest requests are settled: they are not asked again.
   *
   * @returns how many of them, the first ones, had been settled before
   */
  settled(count: number): number {
    const repeats = Math.min(count, this.#repeats)
    this.#repeats -= repeats
    this.#unsettled.splice(0, count)
    this.#answered -= count
    this.#sent -= count
    return repeats
  }

  /** Gets more from the source; false at its end. */
  async #fetch(): Promise<boolean> {
    this.#more ??= this.#read()
    const more = this.#more
    const {done, value} = await more
    if (done) return false
    // An earlier conversation may have waited for the same.
    if (this.#more === more) {
      this.#more = undefined
      this.#next = value
      this.#nextIndex = 0
    }

    return true
  }

  /** The next request, once it counts as sent; without waiting where it is at hand, which is quick. */
  #giveOut(conversation: number): Promise<RebuildRequest | undefined> | RebuildRequest | undefined {
    // What a later conversation, or none, is to send stays where that one finds it.
    if (conversation !== this.#conversation) return undefined
    if (this.#sent === this.#repeats && !this.#signal?.aborted) this.#repeat()
    const again = this.#unsettled[this.#sent]
    if (!again && this.#signal?.aborted) return undefined
    const request = again ?? this.#next[this.#nextIndex]
    if (!request) return this.#giveOutMore(conversation)
    if (!again) {
      this.#nextIndex++
      this.#unsettled.push(request)
    }

    this.#sent++
    this.#onSend()
    return request
  }

  async #giveOutMore(conversation: number): Promise<RebuildRequest | undefined> {
    return (await this.#fetch()) ? this.#giveOut(conversation) : undefined
  }

  async #read(): Promise<IteratorResult<readonly RebuildRequest[]>> {
    return this.#source.next()
  }

  async #release(): Promise<void> {
    await this.#source.return?.()
  }

  /** Puts the next one that is to be sent once more, if there is any, before those that are sent for the first time. */
  #repeat(): void {
    const next = this.#again.shift()
    if (!next) return
    this.#unsettled.splice(this.#repeats, 0, next.request)
    this.#repeats++
  }
}
