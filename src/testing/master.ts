import {rm} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'

import type {RebuildRequest} from '../import-queue/messages.js'
import type {Child, Exit} from './child.js'

import {type Behaviour, checkBehaviour} from './behaviour.js'
import {readRecord, type RecordedRequest} from './record.js'

/** Signals for a master's process. Stopped by SIGSTOP, it keeps its connections and answers nobody. */
export type MasterSignal = 'SIGCONT' | 'SIGKILL' | 'SIGSTOP' | 'SIGTERM'

/** How long a master may take to stop by itself, in milliseconds. */
const STOP_TIMEOUT = 2000

/** The files of an emulated master. */
export interface MasterFiles {
  /** A temporary directory of its own, if it has one. */
  readonly directory: string | undefined
  readonly record: string | undefined
  readonly socket: string
}

/** A master in a process of its own, which ends with this one at the latest. Started by `startMaster`. */
export class EmulatedMaster {
  readonly address: string
  /** How it ended, once it has. */
  readonly exited: Promise<Exit>
  readonly pid: number
  readonly #child: Child
  readonly #files: MasterFiles

  constructor(child: Child, address: string, files: MasterFiles) {
    this.address = address
    this.exited = child.exited
    this.pid = child.pid
    this.#child = child
    this.#files = files
  }

  /** How many messages it has taken from its socket, valid or not. */
  async count(): Promise<number> {
    return this.#child.order('count')
  }

  /**
   * Sends it a signal, and waits for its end, except for SIGSTOP and SIGCONT.
   *
   * - SIGKILL is a crash: the socket becomes stale, and pages that are not written yet are lost.
   * - SIGTERM is a stop by its service: it takes no more requests, finishes the current flush, stores the rest of its
   *   buffer (see `bufferFile`), removes its socket and ends with code 0. If the flush never ends, neither does the
   *   master: send SIGKILL, as the service does after five minutes.
   *
   * @param signal SIGKILL unless given
   */
  async kill(signal: MasterSignal = 'SIGKILL'): Promise<void> {
    this.#child.signal(signal)
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.exited
  }

  /**
   * Pauses it, as PAUSE does the real master: it takes no requests and writes nothing. Requests wait in its socket.
   */
  async pause(): Promise<void> {
    await this.set({silent: true})
  }

  /**
   * The requests it has processed, oldest first. Also available after its end, but not after `stop`, unless `record` names
   * a file.
   *
   * @throws Error when nothing was recorded
   */
  async requests(): Promise<RecordedRequest[]> {
    if (this.#files.record === undefined) throw new Error('Requests are not recorded with `record: false`.')
    return readRecord(this.#files.record)
  }

  /** Changes its behaviour from the next request on. */
  async set(changes: Partial<Behaviour>): Promise<void> {
    checkBehaviour(changes)
    await this.#child.order('set', changes)
  }

  /**
   * Ends it at once, and removes its socket and its temporary directory. May be called at any time.
   */
  async stop(): Promise<void> {
    const gone = new AbortController()
    // It may be stopped by SIGSTOP.
    this.#child.signal('SIGCONT')
    this.#child.order('stop').catch(() => {})
    const killer = sleep(STOP_TIMEOUT, undefined, {signal: gone.signal}).then(
      () => this.#child.signal('SIGKILL'),
      () => {},
    )
    await this.exited
    gone.abort()
    await killer
    await rm(this.#files.socket, {force: true})
    if (this.#files.directory !== undefined) await rm(this.#files.directory, {force: true, recursive: true})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Waits until it has taken `count` messages from its socket since its start. */
  async untilReceived(count: number): Promise<void> {
    await this.#child.order('until', count)
  }

  /** Waits until it has written `count` pages since its start, counting every rewrite. */
  async untilWritten(count: number): Promise<void> {
    await this.#child.order('untilWritten', count)
  }

  /** Ends a pause, as WAKE does on the real master: it answers waiting requests and continues writing. */
  async wake(): Promise<void> {
    await this.set({silent: false})
  }

  /**
   * Writes the pages of these requests at once, in this order, whatever was requested; the buffer is unchanged. With a
   * very long `hold`, this alone decides which pages appear, in which order, and how often.
   */
  async write(...requests: readonly RebuildRequest[]): Promise<void> {
    await this.#child.order('write', requests)
  }

  /** How many pages it has written since its start, counting every rewrite. */
  async written(): Promise<number> {
    return this.#child.order('written')
  }
}
