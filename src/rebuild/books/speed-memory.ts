import path from 'node:path'

import type {PackagePart} from '../part.js'

import {readRegular, replacePrivate} from '../../files/private-file.js'

/** Trusted share of a speed measured just now. */
export const TRUSTED_SHARE = 0.75

/** Half-life of this trust, in hours: the machine may be busy with other work by then. */
const HALF_LIFE = 6

/** A measured speed, in packages per second, and its ISO date and time. */
interface Seen {
  readonly speed: number
  readonly time: string
}

/**
 * Stores the measured speed of masters between runs, for each import queue and part. It is optional: errors are ignored.
 */
export class SpeedMemory {
  readonly #file: string
  readonly #key: string

  /**
   * @param stateDir directory of the file
   * @param address address of the import queue
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
      // The next run starts slowly.
    }
  }

  /** The last measured speed, and the part of it to trust now; undefined if there is none. */
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
      const content = JSON.parse(readRegular(this.#file)) as unknown
      return content !== null && typeof content === 'object' ? (content as Record<string, Seen>) : {}
    } catch {
      return {}
    }
  }
}
