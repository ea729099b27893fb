import * as Flags from '@oclif/core/flags'

import {PiwError} from '../errors/piw-error.js'

/** Maximum of a Node.js timer: 2^31 - 1 milliseconds, almost 25 days. */
const MAX_SECONDS = 2_147_483

/** A flag with a number of seconds as its value; fractions are allowed, zero and negative numbers are rejected. */
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
