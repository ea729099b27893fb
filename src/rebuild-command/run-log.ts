import type {Logger} from '../command/logger.js'
import type {Outcome} from '../rebuild/outcome.js'
import type {RebuildEvent} from '../rebuild/rebuild.js'
import type {Waiting} from '../rebuild/waiting.js'

import {formatNumberOf} from '../progress/format.js'

/** What is said as long as there is no master. */
export const AWAY = 'The master went away; waiting for it to come back'

/** Tells the user and the log what happens to a run; what is waited for may be lost with a master. */
export function logEvent(logger: Logger, event: RebuildEvent, waiting: undefined | Waiting): void {
  switch (event.type) {
    case 'lost': {
      logger.warn(`${AWAY}.`)
      if (waiting && waiting.size > 0) {
        const pages = formatNumberOf(waiting.size, 'page')
        logger.warn(
          `${pages} that it has queued may never come. To ask again: stop this run, and go on as it then says.`,
        )
      }

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
  if (outcome.status === 'queued' || outcome.status === 'written') return
  const what = outcome.package ?? label
  if (outcome.status === 'refused') logger.info(`${what}: refused, ${outcome.reason}`)
  else if (outcome.status === 'unwritten') logger.info(`${what}: ${outcome.reason}`)
  else logger.info(`${what}: no answer, so nobody can tell`)
}
