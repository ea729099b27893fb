import type {PaceForecast} from '../rebuild/pace-plan.js'

import {secondsToRequest, secondsUntilWritten} from '../pacing/choice.js'
import {formatCount, formatSeconds} from '../text/format.js'

/** Measured speed of the real master, in packages per second (PROTOCOL); `index` writes more pages per package. */
const USUAL_SPEED = {index: 140, project: 210} as const

/** Estimated time to request a number of packages, or until they are written, in seconds. */
export function secondsFor(count: number, {choice, part, speed = USUAL_SPEED[part], waits}: PaceForecast): number {
  return waits ? secondsUntilWritten(choice, count, speed) : secondsToRequest(choice, count, speed)
}

/** Describes the estimated time and the effect on the master's other clients. */
export function describePace(count: number, options: PaceForecast): string {
  const {choice, part, speed, waits} = options
  const time = `in about ${formatSeconds(secondsFor(count, options))}${waits ? ' until they are written' : ''}`
  switch (choice.kind) {
    case 'adaptive': {
      const known =
        speed === undefined
          ? `assuming ${USUAL_SPEED[part]} pages/s; the actual rate adapts to the master`
          : `at the ${formatCount(speed)} pages/s of the last run`
      return `${time} (${known}); other clients wait up to ${choice.maxWait} s`
    }

    case 'fixed': {
      return `${time}, at ${choice.rate} requests per second`
    }

    case 'unlimited': {
      const wait = count / (speed ?? USUAL_SPEED[part])
      return `${time}, as fast as the master answers; other clients then wait about ${formatSeconds(wait)}`
    }
  }
}
