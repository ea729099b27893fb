import {readFileSync} from 'node:fs'
import path from 'node:path'

import type {PackagePart} from '../part.js'

import {replacePrivate} from '../../files/private-file.js'

/** Which share of a speed seen just now is trusted. */
export const TRUSTED_SHARE = 0.75

/** After how many hours half of that is trusted: a machine may be busy with something else by then. */
const HALF_LIFE = 6

/** A speed that was seen, in packages per second, and when, as an ISO date and time. */
interface Seen {
  readonly speed: number
  readonly time: string
}

/**
 * How fast masters were seen to write, kept from one run to the next, for each import queue and part. It is a help and
 * no more: what cannot be read or written is as good as nothing.
 */
export class SpeedMemory {
  readonly #file: string
  readonly #key: string

  /**
   * @param stateDir where it is kept
   * @param address of the import queue
   */
  constructor(stateDir: string, address: string, part: PackagePart) {
    this.#file = path.join(stateDir, 'speed.json')
    this.#key = `${part} ${address}`
  }

  keep(speed: number, now = new Date()): void {
    const seen = {...this.#read(), [this.#key]: {speed: Math.round(speed * 10) / 10, time: now.toISOString()}}
    try {
      replacePrivate(this.#file, JSON.stringify(seen))
    } catch {
      // The next run begins carefully.
    }
  }

  /** The speed that was seen last, and how much of it is to be trusted now; undefined where none was. */
  recall(now = new Date()): undefined | {readonly speed: number; readonly trusted: number} {
    const seen = this.#read()[this.#key]
    if (!seen) return undefined
    const {speed, time} = seen
    const hours = Math.max(0, now.getTime() - Date.parse(time)) / 3_600_000
    return speed > 0 && hours < Infinity
      ? {speed, trusted: TRUSTED_SHARE * speed * 0.5 ** (hours / HALF_LIFE)}
      : undefined
  }

  #read(): Record<string, Seen | undefined> {
    try {
      const content = JSON.parse(readFileSync(this.#file, 'utf8')) as unknown
      return content !== null && typeof content === 'object' ? (content as Record<string, Seen>) : {}
    } catch {
      return {}
    }
  }
}
