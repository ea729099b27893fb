import {rm} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'

import type {RebuildRequest} from '../import-queue/messages.js'
import type {Child, Exit} from './child.js'

import {type Behaviour, checkBehaviour} from './behaviour.js'
import {readRecord, type RecordedRequest} from './record.js'

/** What may be sent to a master's process; a stopped one (SIGSTOP) holds its connections and says nothing. */
export type MasterSignal = 'SIGCONT' | 'SIGKILL' | 'SIGSTOP' | 'SIGTERM'

// How long a master may take to stop by itself.
const patience = 2000

/** What an emulated master left on the disk. */
export interface MasterFiles {
  /** A folder of its own, if it has one. */
  readonly folder: string | undefined
  readonly record: string | undefined
  readonly socket: string
}

/** A master that runs in a process of its own and dies with this one at the latest. Made by `startMaster`. */
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

  /** How many messages it has taken from its socket, well-formed or not. */
  async count(): Promise<number> {
    return this.#child.order('count')
  }

  /**
   * Ends it. Returns when it is dead, or, for SIGSTOP and SIGCONT, at once.
   *
   * - SIGKILL is a crash: the socket file stays, nobody listens there, and what was not written yet is lost.
   * - SIGTERM is a stop by its service: it takes no more requests, finishes the flush under way, stores the rest of its
   *   buffer (see `bufferFile`), removes its socket file and ends with code 0. With a writer that is stuck in a flush it
   *   does not end: send SIGKILL, as the service does after five minutes.
   *
   * @param signal - SIGKILL unless given
   */
  async kill(signal: MasterSignal = 'SIGKILL'): Promise<void> {
    this.#child.signal(signal)
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.exited
  }

  /**
   * Makes it silent, as the real master is between its PAUSE and WAKE: it takes no requests and writes nothing; what
   * clients send waits.
   */
  async pause(): Promise<void> {
    await this.set({silent: true})
  }

  /**
   * What it received so far and has dealt with, oldest first. Works when it is dead, too, but not after `stop`, unless
   * the record was given a file.
   *
   * @throws Error when nothing was recorded
   */
  async requests(): Promise<RecordedRequest[]> {
    if (this.#files.record === undefined) throw new Error('Nothing was recorded: `record` was false.')
    return readRecord(this.#files.record)
  }

  /** Changes how it behaves, from its next request on. */
  async set(changes: Partial<Behaviour>): Promise<void> {
    checkBehaviour(changes)
    await this.#child.order('set', changes)
  }

  /**
   * Closes its socket, ends it, and removes the socket file and the folder made for it, without finishing anything. May
   * be called at any time.
   */
  async stop(): Promise<void> {
    const gone = new AbortController()
    // It may have been frozen.
    this.#child.signal('SIGCONT')
    this.#child.order('stop').catch(() => {})
    const killer = sleep(patience, undefined, {signal: gone.signal}).then(
      () => this.#child.signal('SIGKILL'),
      () => {},
    )
    await this.exited
    gone.abort()
    await killer
    await rm(this.#files.socket, {force: true})
    if (this.#files.folder !== undefined) await rm(this.#files.folder, {force: true, recursive: true})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Returns once it has taken so many messages from its socket since its start. */
  async untilReceived(count: number): Promise<void> {
    await this.#child.order('until', count)
  }

  /** Returns once it has written so many pages since its start, the same one again counted again. */
  async untilWritten(count: number): Promise<void> {
    await this.#child.order('untilWritten', count)
  }

  /** Ends a pause: it serves those that waited, and writes on. */
  async wake(): Promise<void> {
    await this.set({silent: false})
  }

  /**
   * Writes what these requests ask for, at once and in this order, whether anybody has asked or not; what is in the
   * buffer stays there. With a very long `hold` all that appears is what is written so: late, out of order, or twice.
   */
  async write(...requests: readonly RebuildRequest[]): Promise<void> {
    await this.#child.order('write', requests)
  }

  /** How many pages it has written since its start, the same one again counted again. */
  async written(): Promise<number> {
    return this.#child.order('written')
  }
}
