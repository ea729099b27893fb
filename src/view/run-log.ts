import type {Logger} from '../piw/logger.js'
import type {RebuildEvent} from '../rebuild/rebuild.js'

import {LOST, type Outcome} from '../rebuild/outcome.js'
import {formatNumberOf} from '../text/format.js'

/** What is said as long as there is no master. */
export const AWAY = 'The master went away; waiting for it to come back'

/** Says what is requested again once the master is back. */
export function describeRepeats(count: number, singleRequest: boolean): string {
  const what = singleRequest ? 'what' : `${formatNumberOf(count, 'package')} that`
  return `The master is back: requesting again ${what} it may not have written.`
}

/** Tells the user and the log what happens to a run. */
export function logEvent(logger: Logger, event: RebuildEvent): void {
  switch (event.type) {
    case 'lost': {
      logger.warn(`${AWAY}.`)
      break
    }

    case 'nonsense': {
      logger.warn(`${event.problem}. What was in flight is asked again on a new connection.`)
      break
    }

    case 'reconnected': {
      logger.info('A new connection to the master stands; going on with what was not answered.')
      break
    }

    case 'waiting': {
      logger.record('INFO', `No answer for ${event.seconds} s; the master is connected and busy.`)
      break
    }
  }
}

/** Tells of an outcome that is not what was asked for; the label stands for a request that names no package. */
export function logOutcome(logger: Logger, outcome: Outcome, label: string): void {
  if (outcome.status === 'queued' || outcome.status === 'requeued' || outcome.status === 'written') return
  const what = outcome.package ?? label
  if (outcome.status === 'refused') logger.info(`${what}: refused, ${outcome.reason}`)
  else if (outcome.status === 'unwritten') logger.info(`${what}: ${outcome.reason}`)
  else if (outcome.status === 'unanswered' && outcome.wasQueued) logger.info(`${what}: ${LOST}`)
  else logger.info(`${what}: no answer, so nobody can tell`)
}
