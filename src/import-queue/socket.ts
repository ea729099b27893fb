import type {Dealer} from 'zeromq'

import {socketPath} from './address.js'
import {ConnectionLostError, NoAnswerError, NoMasterError} from './connection-errors.js'
import {ProtocolError, UNMATCHED} from './errors.js'
import {loadZeromq} from './load-zeromq.js'
import {checkOwner, checkSame, textOf} from './owner.js'
import {isListening, probe} from './probe.js'
import {Watchdog} from './watchdog.js'

/** How long to wait for a surplus reply, in seconds: twice the longest wait for a reply, within these limits. */
const SURPLUS_WAIT = {longest: 1, shortest: 0.02} as const

/**
 * In effect never, in milliseconds. With -1, ZeroMQ's own value for never, asking whether a lost connection has unread
 * replies discards them.
 */
const NEVER = 1e9

export interface DealerSocketOptions {
  readonly address: string
  /** Aborts connecting. */
  readonly signal: AbortSignal | undefined
  /** Fail when the master has not answered for this long, in seconds. */
  readonly timeout: number
  /** Also trust a socket owned by this user, by name or number. */
  readonly trustUser: string | undefined
}

/**
 * A DEALER socket connected to the master: sends bodies, receives one body for each, and knows why it ended. It does not
 * look into bodies.
 */
export class DealerSocket {
  readonly address: string
  /** Called when it ends. */
  onEnd: () => void = () => {}
  /** Identifies the master's socket; empty before connecting. */
  socket = ''
  #awaited = 0
  #failure: Error | undefined
  #isLost = false
  /** Whether a connection was made, even if it ended at once. */
  #isReached = false
  /** The longest wait for a body so far, in seconds. */
  #longestWait = 0
  #receiving: Promise<Buffer[]> | undefined
  readonly #socket: Dealer
  readonly #watchdog: Watchdog

  private constructor({address, timeout}: DealerSocketOptions, zeromq: typeof import('zeromq')) {
    this.address = address
    // A lost connection ends the conversation, so ZeroMQ must not reconnect by itself, nor keep the process alive for
    // unsent messages. The watchdog limits the handshake. Far less is in flight than the socket buffers, so sending
    // never waits.
    this.#socket = new zeromq.Dealer({handshakeInterval: 0, linger: 0, reconnectInterval: NEVER, sendTimeout: 0})
    this.#watchdog = new Watchdog(timeout, () => this.end(new NoAnswerError(address, timeout)))
  }

  /**
   * Connects to the master.
   *
   * @throws the errors of {@link ImportQueue.open}
   */
  static async open(options: DealerSocketOptions): Promise<DealerSocket> {
    const {address, signal, trustUser} = options
    const path = socketPath(address)
    const socket = new DealerSocket(options, await loadZeromq())
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
      if (signal?.aborted) throw error
      // A plain connection tells why connecting failed, and throws that instead.
      if (!socket.#isReached) await probe(path)
      // Whoever ends a connection before the handshake and still listens is no master; if nobody does, the master went
      // away.
      else if (error instanceof ConnectionLostError && (await isListening(path))) {
        throw new NoMasterError(path, 'not a master', error)
      }

      throw error
    }
  }

  /** Why it has ended; undefined while connected. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Closes it at once, if it has not ended yet. */
  end(failure: Error): void {
    if (this.#failure) return
    this.#failure = failure
    this.#watchdog.stop()
    this.#socket.close()
    this.onEnd()
  }

  /**
   * The replies to the oldest unanswered bodies: all that are available, at least one and at most `most`. Replies from
   * before a failure are returned first; the next call throws the failure.
   *
   * @throws {ProtocolError} when a reply has the wrong frames
   * @throws the reason why it has ended
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
      // Receiving fails only when the socket was closed, with the reason noted, or after the last reply from a lost
      // connection.
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
   * Waits a moment for a surplus reply. After a surplus reply earlier on, one more arrives when the master has processed
   * the last request, which takes about as long as it took before.
   *
   * @throws {ProtocolError} when there is one
   */
  async refuseSurplus(): Promise<void> {
    if (this.#failure || this.#isLost) return
    const {longest, shortest} = SURPLUS_WAIT
    this.#socket.receiveTimeout = 1000 * Math.min(longest, Math.max(shortest, 2 * this.#longestWait))
    try {
      await this.#socket.receive()
    } catch {
      // No reply, or the connection is lost: either way everything is answered.
      return
    } finally {
      if (!this.#socket.closed) this.#socket.receiveTimeout = this.#isLost ? 0 : -1
    }

    this.#endBySurplus()
  }

  /**
   * Sends a body.
   *
   * @throws {ProtocolError} when there is a surplus reply; nothing was sent
   * @throws the reason why it has ended
   */
  send(body: Uint8Array): void {
    if (this.#failure) throw this.#failure
    if (this.#awaited === 0 && this.#socket.readable) this.#endBySurplus()
    this.#awaited++
    this.#watchdog.await()
    // Null is the cheapest empty frame. The body is buffered at once: the window is smaller than the buffer.
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
    const surplus = new ProtocolError(`Surplus reply: ${UNMATCHED}`)
    this.end(surplus)
    throw surplus
  }

  /** The connection is lost, but earlier replies may still be unread: it ends once they are read. */
  #lose(): void {
    if (this.#socket.closed) return
    this.#isLost = true
    this.#socket.receiveTimeout = 0
    const receiving = this.#receiving
    // A reply from the same turn of the event loop still reaches the pending receive. Without a pending receive, the next
    // one finds what is left.
    setImmediate(() => {
      const inVain = receiving !== undefined && this.#receiving === receiving
      if (this.#awaited === 0 || inVain) this.end(new ConnectionLostError(this.address))
    })
  }
}

function bodyOf(frames: readonly Buffer[]): Buffer {
  const [delimiter, body] = frames
  if (frames.length === 2 && delimiter?.length === 0 && body) return body
  const sizes = frames.map(({length}) => length).join(', ')
  throw new ProtocolError(`Malformed reply: expected an empty frame and a body, found frames of ${sizes} bytes`)
}
