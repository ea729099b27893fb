import type {RebuildRequest, Reply, Request} from '../../import-queue/messages.js'

import {administer} from './administration.js'
import {Conversations} from './conversations.js'
import {judge} from './judge.js'
import {Packages} from './packages.js'

/** What a master does about a message. */
export type Verdict =
  | {
      readonly do: 'answer'
      /** How many packages a null was expanded to. */
      readonly expanded: number
      readonly reply: Reply
      readonly request: Request
    }
  | {readonly do: 'ignore'; readonly why: string}
  | {readonly do: 'refuse'; readonly request?: Request; readonly why: string}

/** The knowledge and decisions of a master, without sockets and clock: frames in, verdict out. */
export class MasterModel {
  readonly #conversations: Conversations
  readonly #packages: Packages

  /** @param names of the packages known at the start */
  constructor(names: Iterable<string>) {
    this.#packages = new Packages(names)
    this.#conversations = new Conversations(this.#packages)
  }

  /** The packages known now. */
  get names(): Iterable<string> {
    return this.#packages.names()
  }

  /**
   * Decides about one message.
   *
   * @param connection a number of its own for each connection
   * @param frames of the message, without the identity frame
   */
  receive(connection: number, frames: readonly Uint8Array[]): Verdict {
    const judgement = judge(frames)
    if (judgement.is !== 'request') return {do: judgement.is === 'invalid' ? 'refuse' : 'ignore', why: judgement.why}
    const {request} = judgement
    // A conversation owns its connection.
    if (this.#conversations.isInProgress(connection) && request[0] !== 'SENT') {
      return {do: 'refuse', request, why: `${request[0]} on a connection with an import in progress`}
    }

    return {do: 'answer', expanded: this.#expanded(request), reply: this.#answer(connection, request), request}
  }

  #answer(connection: number, request: Request): Reply {
    switch (request[0]) {
      case 'IMPORT': {
        return this.#conversations.begin(connection, request[1])
      }

      case 'REBUILD': {
        return this.#rebuild(request)
      }

      case 'SENT': {
        return this.#conversations.proceed(connection)
      }

      default: {
        return administer(this.#packages, request)
      }
    }
  }

  #expanded(request: Request): number {
    return request[0] === 'REBUILD' && request[1][1] === null ? this.#packages.size : 0
  }

  #rebuild([, [, name]]: RebuildRequest): Reply {
    const isKnown = name === undefined || name === null || this.#packages.has(name)
    return isKnown ? ['DONE', 'REBUILD'] : ['ERROR', `unknown package ${name}`]
  }
}
