import type {Exchange, ImportQueue} from '../import-queue/connection.js'
import type {RebuildRequest} from '../import-queue/messages.js'
import type {PaceMaker} from '../pacing/turns.js'
import type {Requests} from './backlog.js'

import {ConnectionLostError, NoAnswerError} from '../import-queue/connection-errors.js'
import {ProtocolError} from '../import-queue/errors.js'
import {Silence} from '../import-queue/silence.js'
import {Turns} from '../pacing/turns.js'
import {Backlog} from './backlog.js'
import {MasterGoneError, NonsenseError} from './errors.js'
import {type Outcome, outcomeOf, packageOf} from './outcome.js'
import {reconnect} from './reconnect.js'

/** How long what is in flight may take to be settled once the run is stopped, in seconds, unless given. */
const DEFAULT_GRACE = 5

/** How many connections in a row may end in nonsense before giving up. */
const MAX_NONSENSE = 3

/** How many good answers make up for nonsense. */
const FORGIVING = 1000

/** From how many seconds on the master's silence is worth a word. */
export const WORTH_A_WORD = 5

/** What happens to a run besides its outcomes. */
export type RebuildEvent =
  /** What came was no answer; what was in flight is asked again on a new connection. */
  | {readonly problem: string; readonly type: 'nonsense'}
  /** No answer for so many seconds, though the connection stands; said every second from the fifth. */
  | {readonly seconds: number; readonly type: 'waiting'}
  /** The master went away; it is waited for. */
  | {readonly type: 'lost'}
  /** A new connection stands, after the master went away or talked nonsense. */
  | {readonly type: 'reconnected'}

export interface RebuildOptions {
  /** Opens a new connection. */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** How long what is in flight may take to be settled once the run is stopped, in seconds; 5 unless given. */
  readonly grace?: number
  /** Whether a run that ends before its time names what it did not ask for: no unless given. For short sources only. */
  readonly namesRest?: boolean
  readonly notify?: (event: RebuildEvent) => void
  /** As fast as the master answers unless given; each connection begins with a new one. */
  readonly pace?: PaceMaker | undefined
  /** The first connection. */
  readonly queue: ImportQueue
  /** Taken only as fast as the master answers; let go of when the run ends. */
  readonly requests: Requests
  /** Stops the run: nothing more is sent, what is in flight gets a few seconds to be settled. */
  readonly signal?: AbortSignal
  /** How long no answer at all may come before giving up, connected or not, in seconds. */
  readonly timeout: number
  /** How many requests may be unanswered at a time; the connection's default unless given. */
  readonly window?: number
}

/**
 * Asks the master for pages, and yields what became of each request, in order, some at a time.
 *
 * When the master goes away it is waited for, and what it had not answered is asked again, on a new connection: asking
 * twice is harmless, losing a request is not. Whatever ends the run, each request that was sent has its outcome first.
 *
 * An outcome is yielded one answer late: an answer too many shifts those after it by one, and when that shows, the
 * answer before has been taken for another's. Then nothing was said about it yet, and it is asked again.
 *
 * @throws {MasterGoneError} when the master does not come back in time
 * @throws {NoAnswerError} when it is there and does not answer in time
 * @throws {NonsenseError} when it keeps answering nonsense
 * @throws what the source of the requests throws, once what was sent is settled
 */
export async function* rebuild(options: RebuildOptions): AsyncGenerator<readonly Outcome[], void, undefined> {
  const {namesRest = false, signal} = options
  const run = new Run(options)
  try {
    let failure: unknown
    try {
      yield* run.outcomes()
    } catch (error) {
      failure = error
    } finally {
      run.hangUp()
    }

    yield run.unsettled.map((request) => ({package: packageOf(request), status: 'unanswered'}))
    if (namesRest && (failure !== undefined || signal?.aborted)) yield* run.rest()
    if (failure !== undefined && !signal?.aborted) throw failure
  } finally {
    run.end()
  }
}

type Exchanges = readonly Exchange<RebuildRequest>[]

/** One run, over however many connections it takes. */
class Run {
  readonly #backlog: Backlog
  readonly #ended = new AbortController()
  readonly #gaveUp = new AbortController()
  #goodAnswers = 0
  #lost = false
  #nonsense = 0
  readonly #notify: (event: RebuildEvent) => void
  readonly #options: RebuildOptions
  #queue: ImportQueue
  readonly #silence: Silence
  /** Aborted when the user stops the run and when it gives up. */
  readonly #stop: AbortSignal
  readonly #turns: Turns

  constructor(options: RebuildOptions) {
    this.#options = options
    this.#queue = options.queue
    this.#notify = options.notify ?? (() => {})
    this.#silence = new Silence(options.timeout, () => this.#giveUp())
    this.#turns = new Turns(options.pace)
    this.#backlog = new Backlog(options.requests, {
      onSend: () => this.#onSend(),
      signal: options.signal,
      turn: options.pace && (() => this.#turns.turn()),
    })
    this.#stop = AbortSignal.any([this.#gaveUp.signal, ...(options.signal ? [options.signal] : [])])
    this.#watch()
  }

  get unsettled() {
    return this.#backlog.unsettled
  }

  /** Lets go of the source, and of all else. */
  end(): void {
    this.hangUp()
    this.#backlog.close()
  }

  /** Ends the conversation with the master. */
  hangUp(): void {
    this.#ended.abort()
    this.#silence.stop()
    this.#turns.close()
    this.#queue.close()
  }

  /** Each outcome is held back until the next answer has come, or there is none. */
  async *outcomes(): AsyncGenerator<readonly Outcome[], void, undefined> {
    for (;;) {
      let last: Exchanges = []
      try {
        for await (const exchanges of this.#converse()) {
          this.#hear(exchanges)
          yield this.#settle([...last, ...exchanges.slice(0, -1)])
          last = exchanges.slice(-1)
        }

        yield this.#settle(last)
        return
      } catch (error) {
        // What came right before nonsense may be nonsense as well.
        if (!(error instanceof ProtocolError)) yield this.#settle(last)
        this.#stop.throwIfAborted()
        if (!(error instanceof ConnectionLostError || error instanceof ProtocolError)) throw error
        await this.#recover(error)
      }
    }
  }

  /** What was not asked for any more, as far as the source can still tell. */
  async *rest(): AsyncGenerator<readonly Outcome[], void, undefined> {
    try {
      for await (const request of this.#backlog.rest()) yield [{package: packageOf(request), status: 'unasked'}]
    } catch {
      // What ended the run may be the source itself, and has its own error.
    }
  }

  #converse(): AsyncGenerator<Exchanges, void, undefined> {
    const {window} = this.#options
    const options = {signal: this.#stop, ...(window !== undefined && {window})}
    return this.#queue.converse(this.#backlog.conversation(), options)
  }

  #giveUp(): void {
    const {timeout} = this.#options
    this.#gaveUp.abort(this.#lost ? new MasterGoneError(timeout) : new NoAnswerError(this.#queue.address, timeout))
    this.#queue.close()
  }

  #hear(exchanges: Exchanges): void {
    for (const {reply} of exchanges) this.#turns.answered({isQueued: reply[0] === 'DONE'})
    this.#backlog.answered(exchanges.length)
    this.#silence.heard({awaitingMore: this.#backlog.isAwaiting})
    this.#goodAnswers += exchanges.length
    if (this.#goodAnswers >= FORGIVING) this.#nonsense = 0
  }

  #onSend(): void {
    this.#silence.await()
    this.#turns.sent()
  }

  async #recover(fault: ConnectionLostError | ProtocolError): Promise<void> {
    this.#backlog.endConversation()
    if (fault instanceof ProtocolError) {
      this.#goodAnswers = 0
      if (++this.#nonsense >= MAX_NONSENSE) throw new NonsenseError(this.#nonsense, fault)
      this.#notify({problem: fault.message, type: 'nonsense'})
    } else {
      this.#lost = true
      this.#notify({type: 'lost'})
    }

    this.#silence.await()
    this.#queue = await reconnect(this.#options.connect, this.#stop)
    this.#lost = false
    if (this.unsettled.length === 0) this.#silence.stop()
    this.#turns.restart()
    this.#notify({type: 'reconnected'})
  }

  #settle(exchanges: Exchanges): readonly Outcome[] {
    this.#backlog.settled(exchanges.length)
    return exchanges.map(({message, reply}) => outcomeOf(message, reply))
  }

  /** Ends what outlasts its time: the settling after a stop, and silences that nobody is told of. */
  #watch(): void {
    const {grace = DEFAULT_GRACE, signal} = this.#options
    const timer = setInterval(() => {
      const {seconds} = this.#silence
      if (seconds >= WORTH_A_WORD && !this.#lost) this.#notify({seconds: Math.floor(seconds), type: 'waiting'})
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
