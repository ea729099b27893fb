import * as Flags from '@oclif/core/flags'

import {PiwError} from '../errors/piw-error.js'

/** What a timer of Node.js can hold: 2^31 - 1 milliseconds, almost 25 days. */
const MAX_SECONDS = 2_147_483

/** A flag that takes a number of seconds, fractions allowed; zero and less are refused. */
export const secondsFlag = Flags.custom<number>({
  helpValue: 'SECONDS',
  async parse(input) {
    const seconds = Number(input)
    if (input.trim() === '' || !(seconds > 0 && seconds <= MAX_SECONDS)) {
      throw new PiwError(
        `Expected a number of seconds, more than 0 and at most ${MAX_SECONDS}, but found "${input}".`,
        {
          kind: 'usage',
        },
      )
    }

    return seconds
  },
})
