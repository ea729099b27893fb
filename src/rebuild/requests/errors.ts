import {PiwError} from '../../errors/piw-error.js'

const AGAIN = 'Check the master, then retry what was not queued; repeated requests are harmless.'

/** The master is gone and did not return in time. */
export class MasterGoneError extends PiwError {
  override readonly name = 'MasterGoneError'

  /** @param seconds duration of the wait */
  constructor(seconds: number) {
    super(`The master is gone and did not return within ${seconds} s.`, {suggestions: [AGAIN]})
  }
}

/** The master kept sending invalid replies. */
export class InvalidRepliesError extends PiwError {
  override readonly name = 'InvalidRepliesError'

  constructor(times: number, last: Error) {
    super(`The master sent invalid replies ${times} times; the last one: ${last.message}`, {
      cause: last,
      suggestions: ['Check that a piwheels master of a supported version listens there.', AGAIN],
    })
  }
}
