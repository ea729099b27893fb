import type {PaceForecast} from '../rebuild/pace-plan.js'

import {secondsToRequest, secondsUntilWritten} from '../pacing/choice.js'
import {formatCount, formatSeconds} from '../text/format.js'

/** What the real master was seen to write, in packages per second (PROTOCOL); `index` has it write more pages for each. */
const USUAL_SPEED = {index: 140, project: 210} as const

/** About how long it takes to request so many packages, or until they are written, in seconds. */
export function secondsFor(count: number, {choice, part, speed = USUAL_SPEED[part], waits}: PaceForecast): number {
  return waits ? secondsUntilWritten(choice, count, speed) : secondsToRequest(choice, count, speed)
}

/** Says about how long it takes, and what it means for the master's other clients. */
export function describePace(count: number, options: PaceForecast): string {
  const {choice, part, speed, waits} = options
  const time = `in about ${formatSeconds(secondsFor(count, options))}${waits ? ' until they are written' : ''}`
  switch (choice.kind) {
    case 'adaptive': {
      const known =
        speed === undefined
          ? `assuming ${USUAL_SPEED[part]} pages/s; the actual rate adapts to the master`
          : `at the ${formatCount(speed)} pages/s of the last run`
      return `${time} (${known}); others wait up to ${choice.maxWait} s`
    }

    case 'fixed': {
      return `${time}, at ${choice.rate} requests per second`
    }

    case 'unlimited': {
      const wait = count / (speed ?? USUAL_SPEED[part])
      return `${time}, as fast as the master answers; then others wait for about ${formatSeconds(wait)}`
    }
  }
}
