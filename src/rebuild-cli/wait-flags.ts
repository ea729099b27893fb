import * as Flags from '@oclif/core/flags'

import {PiwError} from '../errors/piw-error.js'
import {secondsFlag} from '../piw/seconds-flag.js'

/** The flags that say whether the pages are waited for. */
export const waitFlags = {
  wait: Flags.boolean({description: 'Return when the pages are written, not just queued.'}),
  'wait-timeout': secondsFlag({
    description: 'Give up a page not written by then (no limit).',
  }),
}

/** How the user wants the pages to be waited for, as flags say it. */
export interface WaitChoice {
  readonly wait?: boolean | undefined
  readonly 'wait-timeout'?: number | undefined
}

/**
 * Refuses what makes no sense, before anything is looked at.
 *
 * @throws {PiwError} of kind `usage`
 */
export function checkWait({wait = false, 'wait-timeout': timeout}: WaitChoice): void {
  if (wait || timeout === undefined) return
  throw new PiwError('--wait-timeout says how long pages are waited for, but without --wait none is.', {
    kind: 'usage',
    suggestions: ['Add --wait, or leave out --wait-timeout.', 'How long an answer may take is said by --timeout.'],
  })
}
