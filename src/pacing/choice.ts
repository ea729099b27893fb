import {Limiter} from './limiter.js'
import {DUTY, FIRST_RATE, type PaceChange, Pacer} from './pacer.js'
import {type PaceMaker} from './turns.js'

/** So many packages go at once: even a slow writer has them written in seconds, and it would not be learnt from them. */
export const AT_ONCE = 100

/**
 * At which pace a run asks: at the rate that is found to suit the master, at a given one (requests a second), or as fast
 * as the master answers.
 */
export type PaceChoice = {readonly kind: 'fixed'; readonly rate: number} | {readonly kind: 'found' | 'unlimited'}

/** What the real master was seen to do: for how long it holds a page, in seconds, pages a second, and seconds to take a request. */
const USUAL = {hold: 61, service: 0.000_86, speed: 210} as const

/** For how long the first rate lasts, in seconds. */
const FIRST = 61

/**
 * Chooses the pace.
 *
 * @param rate what the user wants, in requests a second: 0 is as fast as the master answers; undefined if nothing
 * @param total how many requests there are; undefined where nobody can know
 */
export function choosePace(rate: number | undefined, total: number | undefined): PaceChoice {
  if (rate === 0) return {kind: 'unlimited'}
  if (rate !== undefined) return {kind: 'fixed', rate}
  return {kind: total !== undefined && total <= AT_ONCE ? 'unlimited' : 'found'}
}

/** Makes the pace; undefined where there is none to keep to. */
export function paceMaker(choice: PaceChoice, onChange: (change: PaceChange) => void): PaceMaker | undefined {
  switch (choice.kind) {
    case 'fixed': {
      return (now) => new Limiter(choice.rate, now)
    }

    case 'found': {
      return (now) => new Pacer(now, onChange)
    }

    case 'unlimited': {
      return undefined
    }
  }
}

/**
 * About how long it takes to ask for so many, in seconds, where the master is as quick as one was measured to be, and
 * writes so many pages for each.
 */
export function usualSeconds(choice: PaceChoice, count: number, pages: number): number {
  const {service} = USUAL
  const speed = USUAL.speed / pages
  switch (choice.kind) {
    case 'fixed': {
      return Math.max(count / choice.rate, count * service)
    }

    case 'found': {
      const first = Math.min(count, FIRST_RATE * FIRST)
      return first / FIRST_RATE + (count - first) / Math.min(DUTY.writing * speed, DUTY.all / (1 / speed + service))
    }

    case 'unlimited': {
      return count * service
    }
  }
}

/** About how long it takes until the pages of so many are written, in seconds, on such a master. */
export function usualSecondsUntilWritten(choice: PaceChoice, count: number, pages: number): number {
  return Math.max(usualSeconds(choice, count, pages), (count * pages) / USUAL.speed) + USUAL.hold
}
