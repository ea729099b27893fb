import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Supply} from '../../import-queue/sender.js'

import {RequestQueue} from './request-queue.js'

/** The requests of a run, in batches. */
export type Requests = AsyncIterable<readonly RebuildRequest[]> | Iterable<readonly RebuildRequest[]>

export interface BacklogOptions {
  /** Called for each request handed out for sending. */
  readonly onSend: () => void
  /** Once aborted, nothing more is taken from the source. */
  readonly signal: AbortSignal | undefined
  /** Waits until the next request may be handed out; no waiting unless given. */
  readonly turn?: (() => Promise<void>) | undefined
}

/**
 * The requests of a run, in order: repeated ones, which were queued before and may be lost; sent and unsettled ones; and
 * those still in the source. A request is settled when its answer is certain, which may be later than its arrival.
 *
 * The backlog outlives connections: unanswered requests of a lost connection are sent again on the next one, and no
 * request just taken from the source is dropped.
 */
export class Backlog {
  /** Settled requests to repeat that have not been handed out yet. */
  #again = new RequestQueue()
  #answered = 0
  #conversation = 0
  /** Pending read of the source. Also kept on failure or end, as a source that has thrown then looks exhausted. */
  #more: Promise<IteratorResult<readonly RebuildRequest[]>> | undefined
  /** The current batch of the source; requests before the index have been handed out. */
  #next: readonly RebuildRequest[] = []
  #nextIndex = 0
  readonly #onSend: () => void
  /** Number of repeated requests among the unsettled ones; they come first. */
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

  /** Whether an answer is outstanding on the current connection. */
  get isAwaiting(): boolean {
    return this.#sent > this.#answered
  }

  /** The oldest sent and unsettled request, and whether it is a repeated one. */
  get oldest(): undefined | {readonly isRepeat: boolean; readonly request: RebuildRequest} {
    const [request] = this.#unsettled
    return request && {isRepeat: this.#repeats > 0, request}
  }

  /** Sent and unsettled requests without repeated ones, oldest first: barely more than one window. */
  get unsettled(): readonly RebuildRequest[] {
    return this.#unsettled.slice(this.#repeats)
  }

  /** Repeats these requests before all others; ends the previous conversation. They will be settled again. */
  again(requests: RequestQueue): void {
    this.endConversation()
    for (const request of this.#unsettled.splice(0, this.#repeats)) requests.push(request)
    for (let next = this.#again.shift(); next; next = this.#again.shift()) requests.push(next.request)
    this.#again.close()
    this.#again = requests
    this.#repeats = 0
  }

  /** Counts received answers. */
  answered(count: number): void {
    this.#answered += count
  }

  /** Releases the source. */
  close(): void {
    this.endConversation()
    this.#again.close()
    // Not awaited: a pending read may never end, and its error does not matter.
    this.#release().catch(() => {})
  }

  /** Hands out requests for a new connection; ends the previous conversation. */
  conversation(): Supply<RebuildRequest> {
    const conversation = ++this.#conversation
    this.#answered = 0
    this.#sent = 0
    const turn = this.#turn
    if (!turn) return () => this.#handOut(conversation)
    return async () => {
      await turn()
      return this.#handOut(conversation)
    }
  }

  /** The connection is gone: hands out nothing more for it. */
  endConversation(): void {
    this.#conversation++
  }

  /** Takes out unsettled repeated requests, oldest first; ends the previous conversation. */
  *repeats(): Generator<RebuildRequest, void, undefined> {
    this.endConversation()
    yield* this.#unsettled.splice(0, this.#repeats)
    this.#repeats = 0
    for (let next = this.#again.shift(); next; next = this.#again.shift()) yield next.request
  }

  /** Requests not handed out; ends the previous conversation. */
  async *rest(): AsyncGenerator<RebuildRequest, void, undefined> {
    this.endConversation()
    do {
      yield* this.#next.slice(this.#nextIndex)
      this.#nextIndex = this.#next.length
    } while (await this.#fetch())
  }

  /**
   * Settles the oldest requests, so that they are not sent again.
   *
   * @returns number of repeated requests among them; they come first
   */
  settled(count: number): number {
    const repeats = Math.min(count, this.#repeats)
    this.#repeats -= repeats
    this.#unsettled.splice(0, count)
    this.#answered -= count
    this.#sent -= count
    return repeats
  }

  /** Reads the next batch of the source; false at its end. */
  async #fetch(): Promise<boolean> {
    this.#more ??= this.#read()
    const more = this.#more
    const {done, value} = await more
    if (done) return false
    // An earlier conversation may have awaited the same read.
    if (this.#more === more) {
      this.#more = undefined
      this.#next = value
      this.#nextIndex = 0
    }

    return true
  }

  /** The next request, counted as sent; returned synchronously if available, for speed. */
  #handOut(conversation: number): Promise<RebuildRequest | undefined> | RebuildRequest | undefined {
    // An ended conversation leaves requests for the next one.
    if (conversation !== this.#conversation) return undefined
    if (this.#sent === this.#repeats && !this.#signal?.aborted) this.#repeat()
    const again = this.#unsettled[this.#sent]
    if (!again && this.#signal?.aborted) return undefined
    const request = again ?? this.#next[this.#nextIndex]
    if (!request) return this.#handOutMore(conversation)
    if (!again) {
      this.#nextIndex++
      this.#unsettled.push(request)
    }

    this.#sent++
    this.#onSend()
    return request
  }

  async #handOutMore(conversation: number): Promise<RebuildRequest | undefined> {
    return (await this.#fetch()) ? this.#handOut(conversation) : undefined
  }

  async #read(): Promise<IteratorResult<readonly RebuildRequest[]>> {
    return this.#source.next()
  }

  async #release(): Promise<void> {
    await this.#source.return?.()
  }

  /** Inserts the next request to repeat, if any, before new requests. */
  #repeat(): void {
    const next = this.#again.shift()
    if (!next) return
    this.#unsettled.splice(this.#repeats, 0, next.request)
    this.#repeats++
  }
}
