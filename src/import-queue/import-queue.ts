import type {ReplyTo, Request} from './messages.js'

import {DEFAULT_ADDRESS} from './address.js'
import {decodeReply, encodeRequest} from './codec.js'
import {ConnectionClosedError} from './connection-errors.js'
import {InvalidMessageError, ProtocolError} from './errors.js'
import {fits} from './messages.js'
import {DEFAULT_WINDOW, Sender, type Supply} from './sender.js'
import {DealerSocket} from './socket.js'
import {Source} from './source.js'

/** In seconds. While it writes pages, a healthy master answers nobody for minutes. */
export const DEFAULT_TIMEOUT = 600

export interface ImportQueueOptions {
  /** An ipc address; `ipc:///tmp/piw-import` unless given. */
  readonly address?: string
  /** Aborts connecting. */
  readonly signal?: AbortSignal | undefined
  /** Give up when the master has not answered for this long, in seconds; 600 unless given. */
  readonly timeout?: number
  /** Also trust a socket owned by this user, by name or number, besides root, `piwheels` and the current user. */
  readonly trustUser?: string | undefined
}

export interface StreamOptions {
  /** Stops sending; the replies to what was sent are still awaited and yielded. */
  readonly signal?: AbortSignal | undefined
  /** How many requests may be unanswered at a time, 1 to 500; 64 unless given. */
  readonly window?: number
}

/** A request with the master's reply. */
export interface Exchange<R extends Request = Request> {
  readonly message: R
  readonly reply: ReplyTo<R>
}

/**
 * A conversation with the master over the import queue, on a connection of its own.
 *
 * The master answers a connection's requests in order, and its replies do not name them. So a connection serves one
 * conversation at a time, and any fault closes it for good: a reply is never matched to a request by guessing. To
 * continue, open another connection.
 */
export class ImportQueue {
  #importing = false
  readonly #socket: DealerSocket
  #talking = false
  #wake: () => void = () => {}

  private constructor(socket: DealerSocket) {
    this.#socket = socket
    socket.onEnd = () => this.#wake()
  }

  /**
   * Connects to the master.
   *
   * @throws {AddressError} when the address is invalid
   * @throws {NoMasterError} when no master is listening there
   * @throws {UntrustedOwnerError} when the socket is owned by a user who is not trusted
   * @throws {ConnectionLostError} when the master goes away while connecting
   * @throws {NoAnswerError} when connecting takes longer than the timeout
   */
  static async open(options: ImportQueueOptions = {}): Promise<ImportQueue> {
    const {address = DEFAULT_ADDRESS, signal, timeout = DEFAULT_TIMEOUT, trustUser} = options
    return new ImportQueue(await DealerSocket.open({address, signal, timeout, trustUser}))
  }

  get address(): string {
    return this.#socket.address
  }

  /** Whether a conversation is in progress: something was sent, or is about to be, and not all of it is answered. */
  get busy(): boolean {
    return this.#talking && !this.closed
  }

  /** Whether this connection has ended. */
  get closed(): boolean {
    return this.#socket.failure !== undefined
  }

  /**
   * Identifies the master's socket. A different text means another master, or the same one after a restart.
   *
   * @internal
   */
  get socket(): string {
    return this.#socket.socket
  }

  /**
   * Closes the connection at once. The master still acts on unanswered requests.
   *
   * @param reason what the conversation in progress, and each later one, fails with; a {@link ConnectionClosedError}
   *   unless given
   */
  close(reason: Error = new ConnectionClosedError(this.address)): void {
    this.#socket.end(reason)
  }

  /**
   * Like {@link stream}, but yields all exchanges that are available at a time, in batches, which is much faster.
   *
   * @internal
   */
  async *converse<R extends Request>(
    supply: Supply<R>,
    {signal, window = DEFAULT_WINDOW}: StreamOptions = {},
  ): AsyncGenerator<readonly Exchange<R>[], void, undefined> {
    const sender = new Sender({
      isOver: () => this.closed || (signal?.aborted ?? false),
      send: (message: R) => this.#socket.send(this.#encode(message)),
      supply,
      wake: () => this.#wake(),
      window,
    })
    this.#begin()
    const stop = () => this.#wake()
    signal?.addEventListener('abort', stop)
    let answered = 0
    try {
      sender.fill()
      for (;;) {
        if (sender.sent.length > 0) {
          const {exchanges, failure} = await this.#exchanges(sender.sent)
          answered += exchanges.length
          // Before the exchanges are used, to keep the master busy meanwhile.
          sender.fill()
          if (exchanges.length > 0) yield exchanges
          if (failure) throw failure
        } else if (this.#socket.failure) {
          throw this.#socket.failure
        } else if (sender.hasEnded || signal?.aborted) {
          break
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
          sender.fill()
        }
      }

      // A single reply cannot be mismatched.
      if (answered > 1) await this.#socket.refuseSurplus()
      if (sender.failure !== undefined) throw sender.failure
    } finally {
      sender.end()
      this.#talking = false
      signal?.removeEventListener('abort', stop)
      if (sender.sent.length > 0) this.close()
    }
  }

  /**
   * Sends one message and waits for its reply.
   *
   * @throws {InvalidMessageError} when the master would not answer the message; nothing was sent
   * @throws {ConnectionLostError} when the master goes away
   * @throws {NoAnswerError} when the master does not answer within the timeout
   * @throws {ProtocolError} when the reply is invalid, or no reply to this message
   */
  async request<R extends Request>(message: R): Promise<ReplyTo<R>> {
    this.#begin()
    try {
      this.#socket.send(this.#encode(message))
      const [body] = await this.#socket.receive(1)
      return this.#replyTo(message, body)
    } finally {
      this.#talking = false
    }
  }

  /**
   * Sends messages, several at a time, and yields each with its reply, in order.
   *
   * Messages are taken only as fast as the master answers. When taking them fails, or one is invalid, the replies to
   * what was sent are still awaited before the error is thrown. Leaving the loop while replies are outstanding closes
   * the connection.
   *
   * After a surplus reply, each later reply is matched to the request after its own, which shows only when an error names
   * its package. So once all requests are answered, the connection is checked for one more reply: if there is one, the
   * last reply yielded was mismatched, and a {@link ProtocolError} says so.
   *
   * @throws what {@link request} throws, and what the iterable throws
   * @throws {RangeError} when the window is not 1 to 500
   */
  async *stream<R extends Request>(
    messages: AsyncIterable<R> | Iterable<R>,
    options: StreamOptions = {},
  ): AsyncGenerator<Exchange<R>, void, undefined> {
    const source = new Source(messages)
    try {
      for await (const exchanges of this.converse(() => source.next(), options)) yield* exchanges
    } finally {
      source.close()
    }
  }

  #begin(): void {
    if (this.#socket.failure) throw this.#socket.failure
    if (this.#talking) throw new Error('This connection is in use: open another one for a second conversation.')
    this.#talking = true
  }

  #encode(message: Request): Uint8Array {
    const [name] = message
    // A conversation owns its connection.
    if (this.#importing && name !== 'SENT') {
      throw new InvalidMessageError(`Cannot send ${name}: an import is in progress on this connection.`)
    }

    const body = encodeRequest(message)
    if (name === 'IMPORT') this.#importing = true
    return body
  }

  /** What was sent with the available replies, at least one, or the failure after these. */
  async #exchanges<R extends Request>(sent: R[]): Promise<{exchanges: Exchange<R>[]; failure: Error | undefined}> {
    const exchanges: Exchange<R>[] = []
    let failure: Error | undefined
    try {
      const bodies = await this.#socket.receive(sent.length)
      for (const [index, message] of sent.slice(0, bodies.length).entries()) {
        exchanges.push({message, reply: this.#replyTo(message, bodies[index]!)})
      }
    } catch (error) {
      failure = error as Error
    }

    sent.splice(0, exchanges.length)
    return {exchanges, failure}
  }

  #replyTo<R extends Request>(message: R, body: Buffer): ReplyTo<R> {
    try {
      const reply = decodeReply(body)
      if (!fits(message, reply)) throw ProtocolError.misplaced(message, reply)
      if (reply[0] !== 'SEND') this.#importing = false
      return reply as ReplyTo<R>
    } catch (error) {
      // Later replies on this connection cannot be matched to requests.
      this.#socket.end(error as Error)
      throw this.#socket.failure ?? error
    }
  }
}
