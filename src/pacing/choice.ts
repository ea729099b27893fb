import type {Pace} from './pace.js'
import type {PaceMaker} from './turns.js'

import {FixedPace} from './fixed-pace.js'
import {CAREFUL_SPEED, type PaceChange, Pacer} from './pacer.js'
import {loadFor} from './target.js'

/** How long other clients of the master should have to wait at most, unless given, in seconds. */
export const DEFAULT_MAX_WAIT = 2

/** Which share of the speed that a lost master had is trusted of the one that takes its place. */
const TRUSTED_SHARE = 0.75

/**
 * At which pace a run requests: as fast as the master writes without keeping others waiting for longer than `maxWait`
 * seconds, where a `speed` of so many packages per second is trusted from the beginning; at a given rate, in requests
 * per second; or as fast as the master answers.
 */
export type PaceChoice =
  | {readonly kind: 'adaptive'; readonly maxWait: number; readonly speed?: number | undefined}
  | {readonly kind: 'fixed'; readonly rate: number}
  | {readonly kind: 'unlimited'}

/** What is wanted of the pace, and known of the master. */
export interface PaceWish {
  /** How long others should have to wait at most, in seconds. */
  readonly maxWait: number
  /** In requests per second; 0 is as fast as the master answers, undefined adapts to the master. */
  readonly rate: number | undefined
  /** What the writer is trusted with, in packages per second; a careful speed where undefined, or lower. */
  readonly speed: number | undefined
}

/** What the real master was seen to do (PROTOCOL): for how long it holds a page, and takes for a request, in seconds. */
const USUAL = {hold: 60, service: 0.000_86} as const

/**
 * Chooses the pace. What fits into one flush goes at once.
 *
 * @param wish what is wanted
 * @param total how many requests there are at most; undefined while unknown
 */
export function choosePace(wish: PaceWish, total?: number): PaceChoice {
  const {maxWait, rate, speed} = wish
  if (rate === 0) return {kind: 'unlimited'}
  if (rate !== undefined) return {kind: 'fixed', rate}
  const known = speed !== undefined && speed > CAREFUL_SPEED ? speed : undefined
  const atOnce = (known ?? CAREFUL_SPEED) * maxWait
  return total !== undefined && total <= atOnce ? {kind: 'unlimited'} : {kind: 'adaptive', maxWait, speed: known}
}

/** Makes the pace, anew for each connection; undefined where there is none to keep to. */
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

/** About how long it takes to request so many packages of a master that writes so many per second, in seconds. */
export function secondsToRequest(choice: PaceChoice, count: number, speed: number): number {
  const {hold, service} = USUAL
  switch (choice.kind) {
    case 'adaptive': {
      const load = loadFor(choice.maxWait)
      // Only between two flushes are requests taken.
      const rate = Math.min(load * speed, (1 - load) / service)
      // Of a master that is not known yet little is requested until it begins to write.
      const firstRate = Math.min(rate, load * (choice.speed ?? CAREFUL_SPEED))
      const first = Math.min(count, firstRate * hold)
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

/** About how long it takes until the pages of so many packages are written, in seconds, on such a master. */
export function secondsUntilWritten(choice: PaceChoice, count: number, speed: number): number {
  return Math.max(secondsToRequest(choice, count, speed), count / speed) + USUAL.hold
}
