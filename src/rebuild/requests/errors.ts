import {PiwError} from '../../errors/piw-error.js'

const AGAIN = 'Asking twice is harmless: see to the master, and ask again for what was not queued.'

/** The master went away and did not come back in time. */
export class MasterGoneError extends PiwError {
  override readonly name = 'MasterGoneError'

  /** @param seconds how long it was waited for */
  constructor(seconds: number) {
    super(`The master went away and did not come back within ${seconds} s.`, {suggestions: [AGAIN]})
  }
}

/** The replies of the master stayed invalid. */
export class InvalidRepliesError extends PiwError {
  override readonly name = 'InvalidRepliesError'

  constructor(times: number, last: Error) {
    super(`The master's answers made no sense ${times} times; the last time: ${last.message}`, {
      cause: last,
      suggestions: ['Is it a piwheels master that listens there, and of a version that this tool knows?', AGAIN],
    })
  }
}
