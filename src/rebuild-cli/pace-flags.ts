import * as Flags from '@oclif/core/flags'

import {PiwError} from '../errors/piw-error.js'
import {DEFAULT_MAX_WAIT} from '../pacing/choice.js'

/** Far above the speed of any master. */
const MAX_RATE = 100_000

/** Range of `--max-wait`, in seconds: flushes cannot be much shorter, and longer waits are pointless. */
const WAITS = {least: 0.2, most: 60} as const

/** A flag with a number of requests per second as its value; fractions are allowed, 0 means no limit. */
const rateFlag = Flags.custom<number>({
  helpValue: 'N',
  async parse(input) {
    const rate = Number(input)
    if (input.trim() === '' || !(rate === 0 || (rate >= 0.01 && rate <= MAX_RATE))) {
      throw new PiwError(
        `Expected requests per second, 0.01 to ${MAX_RATE}, or 0 for no limit, but found "${input}".`,
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

/** The flags for the pace of requests. */
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
