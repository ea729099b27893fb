import {PiwError} from '../../errors/piw-error.js'

const RETRY = 'Check the master, then retry; repeated requests are harmless.'

/** The master is gone and did not return in time. */
export class MasterGoneError extends PiwError {
  override readonly name = 'MasterGoneError'

  /** @param seconds duration of the wait */
  constructor(seconds: number) {
    super(`The master is gone and did not return within ${seconds} s.`, {suggestions: [RETRY]})
  }
}

/** The master kept sending invalid replies. */
export class InvalidRepliesError extends PiwError {
  override readonly name = 'InvalidRepliesError'

  constructor(times: number, last: Error) {
    super(`The master sent invalid replies ${times} times, most recently: ${last.message}`, {
      cause: last,
      suggestions: ['Check that the socket belongs to a piwheels master of a supported version.', RETRY],
    })
  }
}
