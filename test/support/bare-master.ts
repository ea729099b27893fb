import {onTestFinished} from 'vitest'
import {Router} from 'zeromq'

import {type Reply} from '../../src/import-queue/messages.js'
import {encodeReply} from '../../src/testing/codec/codec.js'
import {freshAddress} from './master-at.js'

export const rebuilt: Reply = ['DONE', 'REBUILD']

/** A request as it came, with a way to answer it. */
export interface Received {
  answer(reply?: Reply): Promise<void>
  /** The frames after the identity frame. */
  readonly frames: readonly Buffer[]
}

/** The socket of a master with nobody behind it: the test takes the requests, and answers as it likes. */
export class BareMaster {
  readonly address: string
  readonly #router = new Router({linger: 0, receiveTimeout: 20_000})

  private constructor(address: string) {
    this.address = address
  }

  static async start(): Promise<BareMaster> {
    const master = new BareMaster(await freshAddress())
    await master.#router.bind(master.address)
    onTestFinished(() => master.#router.close())
    return master
  }

  /** Whether a request has come that was not taken. */
  get hasMore(): boolean {
    return this.#router.readable
  }

  async receive(): Promise<Received> {
    const [identity, ...frames] = await this.#router.receive()
    return {
      answer: (reply = rebuilt) => this.#router.send([identity!, '', encodeReply(reply)]),
      frames,
    }
  }
}
