import type {Request} from './messages.js'

import {checkRequest} from './schemas.js'

/** The messages of an iterable, taken one by one. Its iterator is created only when the first message is taken. */
export class Source<R extends Request> {
  #isOver = false
  #iterator: AsyncIterator<R> | Iterator<R> | undefined
  readonly #messages: AsyncIterable<R> | Iterable<R>

  constructor(messages: AsyncIterable<R> | Iterable<R>) {
    this.#messages = messages
  }

  /** Lets the iterator clean up, unless it has ended. Not awaited: its current step may never finish. */
  close(): void {
    if (!this.#isOver) this.#return().catch(() => {})
  }

  /** The next message; undefined at the end. */
  async next(): Promise<R | undefined> {
    const messages = this.#messages
    this.#iterator ??= Symbol.asyncIterator in messages ? messages[Symbol.asyncIterator]() : messages[Symbol.iterator]()
    this.#isOver = true
    const {done, value} = await this.#iterator.next()
    if (done) return undefined
    this.#isOver = false
    // An undefined message is invalid, not the end.
    return value === undefined ? (checkRequest(value) as R) : value
  }

  async #return(): Promise<void> {
    await this.#iterator?.return?.()
  }
}
