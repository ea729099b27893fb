import type {RebuildRequest} from '../import-queue/messages.js'

export interface BacklogOptions {
  /** Called for each request that is given out to be sent. */
  readonly onSend: () => void
  /** Once aborted, nothing more is taken from the source. */
  readonly signal: AbortSignal | undefined
  /** Waits until the next request may be given out; there is no waiting unless given. */
  readonly turn?: (() => Promise<void>) | undefined
}

/**
 * The requests of a run, in order: those sent and not yet settled, before those still to be taken from the source. A
 * request is settled when its answer is beyond doubt, which may be later than it comes.
 *
 * It outlives connections, so that what a lost one left unanswered is asked again on the next, and nothing that was
 * taken from the source in that moment is dropped.
 */
export class Backlog {
  #answered = 0
  #conversation = 0
  readonly #onSend: () => void
  #sent = 0
  readonly #signal: AbortSignal | undefined
  readonly #source: AsyncIterator<RebuildRequest> | Iterator<RebuildRequest>
  #taken: Promise<IteratorResult<RebuildRequest>> | undefined
  readonly #turn: (() => Promise<void>) | undefined
  readonly #unsettled: RebuildRequest[] = []

  constructor(source: AsyncIterable<RebuildRequest> | Iterable<RebuildRequest>, options: BacklogOptions) {
    this.#source = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.#signal = options.signal
    this.#onSend = options.onSend
    this.#turn = options.turn
  }

  /** Whether an answer is outstanding on the connection of now. */
  get isAwaiting(): boolean {
    return this.#sent > this.#answered
  }

  /** What was sent and not settled, oldest first: hardly more than one window. */
  get unsettled(): readonly RebuildRequest[] {
    return this.#unsettled
  }

  /** An answer came. */
  answered(): void {
    this.#answered++
  }

  /** Takes nothing more from the source, and lets go of it. */
  close(): void {
    this.#conversation++
    // Not awaited: what it is doing may take for ever, and nobody would want to know that it failed.
    this.#release().catch(() => {})
  }

  /** The requests to send on a new connection; ends those of the connection before. */
  async *conversation(): AsyncGenerator<RebuildRequest, void, undefined> {
    const conversation = ++this.#conversation
    this.#answered = 0
    this.#sent = 0
    for (;;) {
      await this.#turn?.()
      if (conversation !== this.#conversation) return
      const again = this.#unsettled[this.#sent]
      const request = again ?? (await this.#take(conversation))
      if (!request) return
      if (!again) this.#unsettled.push(request)
      this.#sent++
      this.#onSend()
      yield request
    }
  }

  /** What was not given out to be sent; ends the conversation before. */
  async *rest(): AsyncGenerator<RebuildRequest, void, undefined> {
    this.#conversation++
    for (;;) {
      this.#taken ??= this.#next()
      const {done, value} = await this.#taken
      if (done) return
      this.#taken = undefined
      yield value
    }
  }

  /** The oldest request is settled: it is not asked again. */
  settled(): void {
    this.#unsettled.shift()
    this.#answered--
    this.#sent--
  }

  async #next(): Promise<IteratorResult<RebuildRequest>> {
    return this.#source.next()
  }

  async #release(): Promise<void> {
    await this.#source.return?.()
  }

  async #take(conversation: number): Promise<RebuildRequest | undefined> {
    // Kept when it fails or ends, too: a source that has thrown looks like one at its end when it is asked again.
    this.#taken ??= this.#next()
    const {done, value} = await this.#taken
    // What a later conversation, or none, is to send stays where that one finds it.
    if (done || conversation !== this.#conversation || this.#signal?.aborted) return undefined
    this.#taken = undefined
    return value
  }
}
