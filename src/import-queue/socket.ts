import {Dealer} from 'zeromq'

import {socketPath} from './address.js'
import {ConnectionLostError, NoAnswerError, NoMasterError} from './connection-errors.js'
import {ProtocolError} from './errors.js'
import {checkOwner, checkSame, textOf} from './owner.js'
import {probe} from './probe.js'
import {Watchdog} from './watchdog.js'

/** How long the last look for an answer too many takes, in seconds: twice as long as the longest wait, within these. */
const LAST_LOOK = {longest: 1, shortest: 0.02} as const

/**
 * As good as never, in milliseconds. With -1, which is ZeroMQ's never, answers that came before the connection was lost
 * are gone as soon as the socket is asked whether there are any.
 */
const NEVER = 1e9

export interface DealerSocketOptions {
  readonly address: string
  /** Gives up connecting. */
  readonly signal: AbortSignal | undefined
  /** How long an awaited answer may take, in seconds. */
  readonly timeout: number
  /** A user to trust with the master's socket besides root, `piwheels` and the user himself, by name or number. */
  readonly trustUser: string | undefined
}

/**
 * A socket that is connected to the master: bodies out, one body in for each, and the one reason why it has ended. What
 * the bodies mean is not its business.
 */
export class DealerSocket {
  readonly address: string
  /** Called once it has ended. */
  onEnd: () => void = () => {}
  /** Which socket it was connected to; empty before that. */
  socket = ''
  #awaited = 0
  #failure: Error | undefined
  #isLost = false
  /** Whether there was a connection, even if it ended at once. */
  #isReached = false
  /** How long a body was waited for at most, in seconds. */
  #longestWait = 0
  #receiving: Promise<Buffer[]> | undefined
  readonly #socket: Dealer
  readonly #watchdog: Watchdog

  private constructor({address, timeout}: DealerSocketOptions) {
    this.address = address
    // A lost connection ends the conversation, so ZeroMQ must not make another behind our back; nor may it hold up the
    // end of the process for what nobody takes. How long a handshake may last is our timeout's business. Far less is
    // ever in flight than the socket takes, so that sending need not wait.
    this.#socket = new Dealer({handshakeInterval: 0, linger: 0, reconnectInterval: NEVER, sendTimeout: 0})
    this.#watchdog = new Watchdog(timeout, () => this.end(new NoAnswerError(address, timeout)))
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
  static async open(options: DealerSocketOptions): Promise<DealerSocket> {
    const {address, signal, trustUser} = options
    const path = socketPath(address)
    const socket = new DealerSocket(options)
    try {
      const identity = await checkOwner(path, trustUser)
      socket.socket = textOf(identity)
      signal?.throwIfAborted()
      await socket.#connect(path, signal)
      // It may have been replaced meanwhile.
      checkSame(path, identity)
      return socket
    } catch (error) {
      socket.end(error as Error)
      // A plain connection tells why connecting failed, and throws that instead. If the connection did stand, the master
      // went away.
      if (!socket.#isReached && !signal?.aborted) await probe(path)
      throw error
    }
  }

  /** Why it has ended; undefined while it stands. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Ends it at once, unless it has ended. */
  end(failure: Error): void {
    if (this.#failure) return
    this.#failure = failure
    this.#watchdog.stop()
    this.#socket.close()
    this.onEnd()
  }

  /**
   * The answers to the oldest bodies that have none: all that are there, at least one and at most so many. Those that
   * came before a failure are returned, and it is thrown the next time.
   *
   * @throws {ProtocolError} when one is not in the form of an answer
   * @throws why it has ended
   */
  async receive(most: number): Promise<readonly [Buffer, ...Buffer[]]> {
    if (this.#failure) throw this.#failure
    const bodies: Buffer[] = []
    try {
      do {
        this.#receiving = this.#socket.receive()
        const frames = await this.#receiving
        this.#awaited--
        bodies.push(bodyOf(frames))
      } while (bodies.length < most && this.#failure === undefined && this.#socket.readable)
    } catch (error) {
      // A receive fails only when the socket was closed, with the reason noted, or when all that a lost connection left
      // has been read.
      this.end(error instanceof ProtocolError ? error : new ConnectionLostError(this.address))
      if (bodies.length === 0) throw this.#failure
    } finally {
      this.#receiving = undefined
    }

    this.#longestWait = Math.max(this.#longestWait, this.#watchdog.seconds)
    this.#watchdog.heard({awaitingMore: this.#awaited > 0})
    return bodies as [Buffer, ...Buffer[]]
  }

  /**
   * Waits a moment for an answer that nobody asked for. An answer that was taken too early leaves one to come once the
   * master has dealt with the last request, which takes about as long as it took before.
   *
   * @throws {ProtocolError} when there is one
   */
  async refuseSurplus(): Promise<void> {
    if (this.#failure || this.#isLost) return
    const {longest, shortest} = LAST_LOOK
    this.#socket.receiveTimeout = 1000 * Math.min(longest, Math.max(shortest, 2 * this.#longestWait))
    try {
      await this.#socket.receive()
    } catch {
      // Nothing came, or the connection is gone: either way all is answered.
      return
    } finally {
      if (!this.#socket.closed) this.#socket.receiveTimeout = this.#isLost ? 0 : -1
    }

    this.#endBySurplus()
  }

  /**
   * Sends a body.
   *
   * @throws {ProtocolError} when there is an answer that nobody asked for; nothing was sent
   * @throws why it has ended
   */
  send(body: Uint8Array): void {
    if (this.#failure) throw this.#failure
    if (this.#awaited === 0 && this.#socket.readable) this.#endBySurplus()
    this.#awaited++
    this.#watchdog.await()
    // Null makes an empty frame at the least cost. It is taken at once: there is room for all that may be unanswered.
    this.#socket.send([null, body]).catch(() => this.end(new ConnectionLostError(this.address)))
  }

  async #connect(path: string, signal: AbortSignal | undefined): Promise<void> {
    const {events} = this.#socket
    const abort = () => this.end(signal?.reason as Error)
    signal?.addEventListener('abort', abort, {once: true})
    try {
      await new Promise<void>((resolve) => {
        this.onEnd = resolve
        events.on('connect', () => {
          this.#isReached = true
        })
        events.on('handshake', () => resolve())
        events.on('handshake:error:protocol', (event) => this.end(new NoMasterError(path, 'not a master', event.error)))
        events.on('close', () => this.#lose())
        events.on('disconnect', () => this.#lose())
        this.#watchdog.await()
        this.#socket.connect(this.address)
      })
      if (this.#failure) throw this.#failure
      this.#watchdog.stop()
    } finally {
      this.onEnd = () => {}
      signal?.removeEventListener('abort', abort)
    }
  }

  #endBySurplus(): never {
    const surplus = new ProtocolError('an answer too many: the answers on this connection can no longer be told apart')
    this.end(surplus)
    throw surplus
  }

  /** The connection is gone, but answers that arrived before may still be unread: those are read, and then it ends. */
  #lose(): void {
    if (this.#socket.closed) return
    this.#isLost = true
    this.#socket.receiveTimeout = 0
    const receiving = this.#receiving
    // An answer that came in the same turn of the event loop still reaches whoever is receiving. Where nobody is, for
    // being busy with the answer before, whoever receives next finds what is left.
    setImmediate(() => {
      const inVain = receiving !== undefined && this.#receiving === receiving
      if (this.#awaited === 0 || inVain) this.end(new ConnectionLostError(this.address))
    })
  }
}

function bodyOf(frames: readonly Buffer[]): Buffer {
  const [delimiter, body] = frames
  if (frames.length === 2 && delimiter?.length === 0 && body) return body
  throw new ProtocolError(`an answer of ${frames.length} frames, where an empty one and a body were expected`)
}
