import type {Pace} from './pace.js'
import type {PaceMaker} from './turns.js'

import {FixedPace} from './fixed-pace.js'
import {CAREFUL_SPEED, type PaceChange, Pacer} from './pacer.js'
import {loadFor} from './target.js'

/** The default limit on other clients' waits, in seconds. */
export const DEFAULT_MAX_WAIT = 2

/** The share of a lost master's speed that its successor is trusted with. */
const TRUSTED_SHARE = 0.75

/**
 * The pace of a run: as fast as the master writes without keeping other clients waiting for longer than `maxWait` seconds,
 * starting from a `speed` in packages per second; at a fixed rate in requests per second; or as fast as the master
 * answers.
 */
export type PaceChoice =
  | {readonly kind: 'adaptive'; readonly maxWait: number; readonly speed?: number | undefined}
  | {readonly kind: 'fixed'; readonly rate: number}
  | {readonly kind: 'unlimited'}

/** The requested pace, and what is known about the master. */
export interface PaceWish {
  /** The limit on other clients' waits, in seconds. */
  readonly maxWait: number
  /** Requests per second; 0 for as fast as the master answers, undefined to adapt to the master. */
  readonly rate: number | undefined
  /** The speed to start from, in packages per second; a careful one if undefined or lower. */
  readonly speed: number | undefined
}

/** Buffering delay, and time per request, as measured on the real master, in seconds. */
const USUAL = {delay: 60, service: 0.000_86} as const

/**
 * Chooses the pace. Requests that fit into one flush are sent at once.
 *
 * @param wish the requested pace
 * @param total the maximum number of requests; undefined while unknown
 */
export function choosePace(wish: PaceWish, total?: number): PaceChoice {
  const {maxWait, rate, speed} = wish
  if (rate === 0) return {kind: 'unlimited'}
  if (rate !== undefined) return {kind: 'fixed', rate}
  const known = speed !== undefined && speed > CAREFUL_SPEED ? speed : undefined
  const atOnce = (known ?? CAREFUL_SPEED) * maxWait
  return total !== undefined && total <= atOnce ? {kind: 'unlimited'} : {kind: 'adaptive', maxWait, speed: known}
}

/** Makes a new pace for each connection; undefined for as fast as the master answers. */
export function paceMaker(choice: PaceChoice, onChange: (change: PaceChange) => void): PaceMaker | undefined {
  switch (choice.kind) {
    case 'adaptive': {
      const {maxWait, speed} = choice
      return (now: number, before?: Pace) => {
        const seen = before?.speed === undefined ? speed : TRUSTED_SHARE * before.speed
        return new Pacer(now, {maxWait, onChange, speed: seen})
      }
    }

    case 'fixed': {
      return (now) => new FixedPace(choice.rate, now)
    }

    case 'unlimited': {
      return undefined
    }
  }
}

/** Estimates how long requesting `count` packages takes, in seconds, if the master writes `speed` packages per second. */
export function secondsToRequest(choice: PaceChoice, count: number, speed: number): number {
  const {delay, service} = USUAL
  switch (choice.kind) {
    case 'adaptive': {
      const load = loadFor(choice.maxWait)
      // Requests are only taken between two flushes.
      const rate = Math.min(load * speed, (1 - load) / service)
      // Slowly, until an unknown master starts to write.
      const firstRate = Math.min(rate, load * (choice.speed ?? CAREFUL_SPEED))
      const first = Math.min(count, firstRate * delay)
      return first / firstRate + (count - first) / rate
    }

    case 'fixed': {
      return Math.max(count / choice.rate, count * service)
    }

    case 'unlimited': {
      return count * service
    }
  }
}

/** Estimates how long it takes until the pages of `count` packages are written, in seconds, by such a master. */
export function secondsUntilWritten(choice: PaceChoice, count: number, speed: number): number {
  return Math.max(secondsToRequest(choice, count, speed), count / speed) + USUAL.delay
}
