import type {ReplyTo, Request} from './messages.js'

import {DEFAULT_ADDRESS} from './address.js'
import {decodeReply, encodeRequest} from './codec.js'
import {ConnectionClosedError} from './connection-errors.js'
import {InvalidMessageError, ProtocolError} from './errors.js'
import {fits} from './messages.js'
import {DEFAULT_WINDOW, Sender, type Supply} from './sender.js'
import {DealerSocket} from './socket.js'
import {Source} from './source.js'

/** How long no answer at all may come before giving up, in seconds: a healthy master can be silent for minutes. */
const DEFAULT_TIMEOUT = 600

export interface ImportQueueOptions {
  /** An ipc address; `ipc:///tmp/piw-import` unless given. */
  readonly address?: string
  /** Gives up connecting. */
  readonly signal?: AbortSignal | undefined
  /** How long no answer at all may come before giving up, in seconds; 600 unless given. */
  readonly timeout?: number
  /** A user to trust with the master's socket besides root, `piwheels` and the user himself, by name or number. */
  readonly trustUser?: string | undefined
}

export interface StreamOptions {
  /** Stops the sending; the answers to what was sent are still awaited and yielded. */
  readonly signal?: AbortSignal | undefined
  /** How many requests may be unanswered at a time, 1 to 500; 64 unless given. */
  readonly window?: number
}

/** A request with the master's answer to it. */
export interface Exchange<R extends Request = Request> {
  readonly message: R
  readonly reply: ReplyTo<R>
}

/**
 * A conversation with the master over the import queue, on a connection of its own.
 *
 * The master answers a connection's requests in order and names none of them in its answers. So a connection serves one
 * conversation at a time, and any fault ends it for good: an answer is never attributed by guessing. Whoever wants to
 * go on opens another.
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
   * @throws {AddressError} when the address is none that may be used
   * @throws {NoMasterError} when nobody listens there
   * @throws {UntrustedOwnerError} when somebody who is not to be trusted listens there
   * @throws {ConnectionLostError} when the master goes away before the connection stands
   * @throws {NoAnswerError} when the connection does not stand in time
   */
  static async open(options: ImportQueueOptions = {}): Promise<ImportQueue> {
    const {address = DEFAULT_ADDRESS, signal, timeout = DEFAULT_TIMEOUT, trustUser} = options
    return new ImportQueue(await DealerSocket.open({address, signal, timeout, trustUser}))
  }

  get address(): string {
    return this.#socket.address
  }

  /** Whether a conversation is under way: something was sent, or is about to be, and not all of it is answered. */
  get busy(): boolean {
    return this.#talking && !this.closed
  }

  /** Whether this connection can be used no more. */
  get closed(): boolean {
    return this.#socket.failure !== undefined
  }

  /**
   * Which of the sockets that masters made, one after the other, this is a connection to. Another text is another
   * master, or the same one started again.
   *
   * @internal
   */
  get socket(): string {
    return this.#socket.socket
  }

  /**
   * Closes the connection at once. What was sent and not yet answered is still acted on by the master.
   *
   * @param reason what a conversation that is under way fails with, and each one later on; a
   *   {@link ConnectionClosedError} unless given
   */
  close(reason: Error = new ConnectionClosedError(this.address)): void {
    this.#socket.end(reason)
  }

  /**
   * Like {@link stream}, but yields the exchanges as they come: all that are there at a time, which spares much work
   * where they come quickly. For this package alone, as it is of use only to who has many of them at hand.
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
          // Before they are made use of, so that the master has something to do meanwhile.
          sender.fill()
          if (exchanges.length > 0) yield exchanges
          if (failure) throw failure
        } else if (this.#socket.failure) {
          throw this.#socket.failure
        } else if (sender.hasEnded || signal?.aborted) {
          break
        } else {
          await this.#woken()
          sender.fill()
        }
      }

      // The first answer on its own can be no other's.
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
   * Sends one message and waits for the answer to it.
   *
   * @throws {InvalidMessageError} when the message is none that the master would answer; nothing was sent
   * @throws {ConnectionLostError} when the master goes away
   * @throws {NoAnswerError} when no answer comes in time
   * @throws {ProtocolError} when what comes is no answer to this message
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
   * Sends messages, several at a time, and yields each with its answer, in order.
   *
   * Messages are taken only as fast as the master answers. When taking them fails, or one is invalid, what was sent is
   * still settled before that is raised. Leaving the loop while answers are outstanding closes the connection.
   *
   * After an answer too many each answer is taken for the one before its own, which shows only where an error names its
   * package. So once all are answered, one last look is taken: should yet another answer come, the last reply yielded
   * was not the answer to its message, and a {@link ProtocolError} says so.
   *
   * @throws what {@link request} throws, and what the source of the messages throws
   * @throws {RangeError} when the window makes no sense
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
    if (this.#talking) throw new Error('A conversation is under way on this connection: open another for this one.')
    this.#talking = true
  }

  #encode(message: Request): Uint8Array {
    const [name] = message
    // A REBUILD on the connection of an import under way would kill the master (observed on the real one).
    if (this.#importing && name !== 'SENT') {
      throw new InvalidMessageError(`${name} cannot be sent while an import is under way on this connection.`)
    }

    const body = encodeRequest(message)
    if (name === 'IMPORT') this.#importing = true
    return body
  }

  /** What was sent, with the answers that are there, at least one, or the failure after these. */
  async #exchanges<R extends Request>(sent: R[]): Promise<Exchanges<R>> {
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
      // Whatever comes next on this connection can no longer be attributed.
      this.#socket.end(error as Error)
      throw this.#socket.failure ?? error
    }
  }

  async #woken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}

interface Exchanges<R extends Request> {
  readonly exchanges: readonly Exchange<R>[]
  readonly failure: Error | undefined
}
