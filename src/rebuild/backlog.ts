import type {RebuildRequest} from '../import-queue/messages.js'

export interface BacklogOptions {
  /** Called for each request that is given out to be sent. */
  readonly onSend: () => void
  /** Once aborted, nothing more is taken from the source. */
  readonly signal: AbortSignal | undefined
}

/**
 * The requests of a run, in order: those sent and not yet answered, before those still to be taken from the source.
 *
 * It outlives connections, so that what a lost one left unanswered is asked again on the next, and nothing that was
 * taken from the source in that moment is dropped.
 */
export class Backlog {
  #conversation = 0
  readonly #onSend: () => void
  #sent = 0
  readonly #signal: AbortSignal | undefined
  readonly #source: AsyncIterator<RebuildRequest> | Iterator<RebuildRequest>
  #taken: Promise<IteratorResult<RebuildRequest>> | undefined
  readonly #unanswered: RebuildRequest[] = []

  constructor(source: AsyncIterable<RebuildRequest> | Iterable<RebuildRequest>, options: BacklogOptions) {
    this.#source = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.#signal = options.signal
    this.#onSend = options.onSend
  }

  /** What was sent and not answered, oldest first; at most one window. */
  get unanswered(): readonly RebuildRequest[] {
    return this.#unanswered
  }

  /** The oldest unanswered request was answered. */
  answered(): void {
    this.#unanswered.shift()
    this.#sent--
  }

  /** The requests to send on a new connection; ends those of the connection before. */
  async *conversation(): AsyncGenerator<RebuildRequest, void, undefined> {
    const conversation = ++this.#conversation
    this.#sent = 0
    for (;;) {
      const again = this.#unanswered[this.#sent]
      const request = again ?? (await this.#take(conversation))
      if (!request) return
      if (!again) this.#unanswered.push(request)
      this.#sent++
      this.#onSend()
      yield request
    }
  }

  async #take(conversation: number): Promise<RebuildRequest | undefined> {
    this.#taken ??= Promise.resolve(this.#source.next())
    const {done, value} = await this.#taken
    // What a later conversation, or none, is to send stays where that one finds it.
    if (done || conversation !== this.#conversation || this.#signal?.aborted) return undefined
    this.#taken = undefined
    return value
  }
}
