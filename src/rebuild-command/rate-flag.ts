import * as Flags from '@oclif/core/flags'

import {PiwError} from '../errors.js'

/** Far more than any master answers. */
const MAX_RATE = 100_000

/** A flag that takes a number of requests a second, fractions allowed; 0 means as many as the master answers. */
export const rateFlag = Flags.custom<number>({
  helpValue: 'N',
  async parse(input) {
    const rate = Number(input)
    if (input.trim() === '' || !(rate === 0 || (rate >= 0.01 && rate <= MAX_RATE))) {
      throw new PiwError(
        `Expected a number of packages a second, 0.01 to ${MAX_RATE}, or 0 for as many as the master answers, but found "${input}".`,
        {kind: 'usage', suggestions: ['Leave out --rate to have the rate found that suits the master.']},
      )
    }

    return rate
  },
})
