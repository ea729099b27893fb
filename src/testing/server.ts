import {setTimeout as sleep} from 'node:timers/promises'
import {Router} from 'zeromq'

import type {RecordedRequest, Recorder} from './record.js'
import type {BufferedPages} from './writer/buffer-file.js'

import {type Behaviour, type ScriptedAnswer} from './behaviour.js'
import {encodeReply} from './codec/codec.js'
import {Counter} from './counter.js'
import {MasterModel, type Verdict} from './model/model.js'
import {ServiceTime} from './service-time.js'
import {Writer} from './writer/writer.js'

/** How long earlier replies need to leave the process before it ends, in milliseconds. */
const SETTLING_TIME = 25

export interface ServerOptions {
  readonly behaviour: Behaviour
  readonly model: MasterModel
  readonly recorder: Recorder | undefined
  /** Ends the process because of an invalid message, so that the client's mistake shows. */
  readonly refuse: (why: string) => never
}

/** The socket of a master: processes one message at a time, from each connection in turn, as the model decides. */
export class Server {
  /** The messages taken from the socket. */
  readonly received = new Counter()
  readonly writer: Writer
  #behaviour: Behaviour
  readonly #connections = new Map<string, number>()
  #isEnding = false
  readonly #model: MasterModel
  readonly #recorder: Recorder | undefined
  readonly #refuse: (why: string) => never
  readonly #router = new Router({linger: 0})
  readonly #serviceTime = new ServiceTime()
  #wake: () => void = () => {}

  constructor({behaviour, model, recorder, refuse}: ServerOptions) {
    this.#behaviour = behaviour
    this.#refuse = refuse
    this.#model = model
    this.#recorder = recorder
    this.writer = new Writer(behaviour, () => model.names)
  }

  async bind(address: string): Promise<void> {
    await this.#router.bind(address)
  }

  close(): void {
    this.#router.close()
    this.writer.close()
  }

  /**
   * Stops taking requests, finishes the current flush, and closes the socket.
   *
   * @returns the rest of the buffer; undefined without a buffer
   */
  async finish(): Promise<readonly BufferedPages[] | undefined> {
    this.#isEnding = true
    // Even a paused master finishes its flush.
    this.set({silent: false})
    const left = await this.writer.finish()
    await sleep(SETTLING_TIME)
    this.close()
    return left
  }

  /** Serves until the socket is closed. */
  async serve(): Promise<void> {
    while (!this.#router.closed) {
      const asked = performance.now()
      let frames: Buffer[]
      try {
        frames = await this.#router.receive()
      } catch (error) {
        if (this.#router.closed) return
        throw error
      }

      await this.#handle(frames, performance.now() - asked)
    }
  }

  set(changes: Partial<Behaviour>): void {
    this.#behaviour = {...this.#behaviour, ...changes}
    this.writer.set(this.#behaviour)
    this.#wake()
  }

  #connection(identity: Buffer): number {
    const key = identity.toString('latin1')
    const known = this.#connections.get(key) ?? this.#connections.size + 1
    this.#connections.set(key, known)
    return known
  }

  async #handle([identity, ...frames]: Buffer[], idle: number): Promise<void> {
    while (this.#behaviour.silent) {
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }

    if (!identity) return
    const hasWaited = await this.writer.free()
    const connection = this.#connection(identity)
    const number = this.received.add()
    const verdict = this.#model.receive(connection, frames)
    const {dieAfter, expansionTime, nonsense, serviceTime} = this.#behaviour
    const expanded = verdict.do === 'answer' ? verdict.expanded : 0
    const time = serviceTime + expanded * expansionTime
    // The duration of a flush is not made up for.
    await this.#serviceTime.spend(time, hasWaited ? Infinity : idle)
    // Not answered, since it would be missing in the stored buffer.
    if (this.#isEnding) return
    if (verdict.do === 'answer' && verdict.reply[0] === 'DONE' && verdict.request[0] === 'REBUILD') {
      this.writer.request(verdict.request, time / 1000)
    }

    const dies = dieAfter !== undefined && number > dieAfter
    const script = nonsense.find(({at}) => at === number)
    const why = dies ? `killed after ${dieAfter} requests` : script ? 'scripted' : undefined
    this.#recorder?.write(recorded(verdict, {connection, frames}, why))
    if (dies) {
      await sleep(SETTLING_TIME)
      process.kill(process.pid, 'SIGKILL')
    }

    if (verdict.do === 'refuse') {
      await sleep(SETTLING_TIME)
      this.#refuse(verdict.why)
    }

    for (const answer of script?.answers ?? ['proper' as const]) {
      const answered = framesOf(answer, verdict)
      if (answered) await this.#send([identity, ...answered])
    }

    if (verdict.do === 'answer') this.writer.message()
  }

  async #send(frames: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#router.send(frames.map((frame) => Buffer.from(frame)))
    } catch (error) {
      if (!this.#router.closed) throw error
    }
  }
}

function framesOf(answer: ScriptedAnswer, verdict: Verdict): readonly Uint8Array[] | undefined {
  if (answer instanceof Uint8Array) return [Buffer.alloc(0), answer]
  if (typeof answer === 'object' && 'frames' in answer) return answer.frames
  if (answer !== 'proper') return [Buffer.alloc(0), encodeReply(answer)]
  return verdict.do === 'answer' ? [Buffer.alloc(0), encodeReply(verdict.reply)] : undefined
}

function recorded(
  verdict: Verdict,
  received: Pick<RecordedRequest, 'connection' | 'frames'>,
  unanswered: string | undefined,
): RecordedRequest {
  const why = verdict.do === 'answer' ? unanswered : verdict.why
  return {
    ...received,
    ...('request' in verdict && verdict.request ? {request: verdict.request} : {}),
    answered: verdict.do === 'answer' && why === undefined ? verdict.reply : null,
    ...(why === undefined ? {} : {why}),
  }
}
