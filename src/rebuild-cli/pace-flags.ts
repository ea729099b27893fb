import * as Flags from '@oclif/core/flags'

import {PiwError} from '../errors/piw-error.js'
import {DEFAULT_MAX_WAIT} from '../pacing/choice.js'

/** Far more than any master answers. */
const MAX_RATE = 100_000

/** For how long others may be asked to wait, in seconds: a flush cannot be much shorter, and nobody wants it longer. */
const WAITS = {least: 0.2, most: 60} as const

/** A flag that takes a number of requests per second, fractions allowed; 0 means as many as the master answers. */
const rateFlag = Flags.custom<number>({
  helpValue: 'N',
  async parse(input) {
    const rate = Number(input)
    if (input.trim() === '' || !(rate === 0 || (rate >= 0.01 && rate <= MAX_RATE))) {
      throw new PiwError(
        `Expected requests per second, 0.01 to ${MAX_RATE}, or 0 for as many as the master answers, but found "${input}".`,
        {kind: 'usage', suggestions: ['Omit --rate to adapt to the master.']},
      )
    }

    return rate
  },
})

const maxWaitFlag = Flags.custom<number>({
  helpValue: 'SECONDS',
  async parse(input) {
    const seconds = Number(input)
    if (input.trim() === '' || !(seconds >= WAITS.least && seconds <= WAITS.most)) {
      throw new PiwError(`Expected seconds, ${WAITS.least} to ${WAITS.most}, but found "${input}".`, {
        kind: 'usage',
        suggestions: [`Omit --max-wait for ${DEFAULT_MAX_WAIT} s.`],
      })
    }

    return seconds
  },
})

/** The flags that say at which pace packages are requested. */
export const paceFlags = {
  'max-wait': maxWaitFlag({
    description: `How long other clients may wait (default: ${DEFAULT_MAX_WAIT}).`,
    exclusive: ['rate', 'single-request'],
  }),
  rate: rateFlag({
    description: 'Requests/s; 0 for no limit (default: adaptive).',
    exclusive: ['single-request'],
  }),
}
