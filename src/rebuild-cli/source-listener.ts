import type {Logger} from '../piw/logger.js'
import type {Tally} from '../rebuild/report.js'
import type {SourceListener} from './sources.js'

import {escapeControls} from '../text/escape-controls.js'

/**
 * Tells the user what happens while names are read, and counts what is left out. The notice is why they cannot be read
 * just now; undefined when they can again.
 */
export function sourceListener(logger: Logger, tally: Tally, notice: (text?: string) => void): SourceListener {
  return {
    onBack() {
      notice()
      logger.info('The database is back; going on after the last package.')
    },
    onCanonical: (raw, name) => logger.info(`"${escapeControls(raw)}" is asked for as ${name}`),
    onLost(problem) {
      notice('The database went away; waiting for it to come back')
      logger.warn(`${problem}: waiting for the database to come back.`)
    },
    onSkip(problem) {
      tally.skipped++
      logger.error(problem)
    },
  }
}
