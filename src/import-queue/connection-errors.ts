import {PiwError} from '../errors/piw-error.js'
import {reasonOf} from '../errors/system-error.js'

/** What stands at the socket's path when no master can be reached there. */
export type NoMasterReason = 'missing' | 'no permission' | 'not a master' | 'not a socket' | 'stale' | 'unreachable'

const FOUND: Readonly<Record<NoMasterReason, (path: string) => string>> = {
  missing: (path) => `No master is there: ${path} does not exist.`,
  'no permission': (path) => `Permission denied connecting to the master at ${path}.`,
  'not a master': (path) => `What listens at ${path} does not speak ZeroMQ, so it is not a piwheels master.`,
  'not a socket': (path) => `No master is there: ${path} is not a socket.`,
  stale: (path) => `No master is there: nobody listens at ${path} (a socket file left behind).`,
  unreachable: (path) => `The master at ${path} cannot be reached.`,
}

const START = 'Start the master, or name its import queue by --import-queue or in piwheels.conf.'
const NAME = 'Name the import queue of the master by --import-queue or in piwheels.conf.'

const WAYS_OUT: Readonly<Record<NoMasterReason, string>> = {
  missing: START,
  'no permission': 'Run this as a user who may write to that socket, such as the one that the master runs as.',
  'not a master': NAME,
  'not a socket': NAME,
  stale: START,
  unreachable: START,
}

/** Nobody answers to the import queue's address. Nothing was sent. */
export class NoMasterError extends PiwError {
  override readonly name = 'NoMasterError'
  readonly reason: NoMasterReason

  constructor(path: string, reason: NoMasterReason, cause?: unknown) {
    const detail = reason === 'unreachable' && cause instanceof Error ? ` (${reasonOf(cause)})` : ''
    super(FOUND[reason](path) + detail, {cause, suggestions: [WAYS_OUT[reason]]})
    this.reason = reason
  }
}

/** Somebody who is not to be trusted put a socket in the master's place. Nothing was sent. */
export class UntrustedOwnerError extends PiwError {
  override readonly name = 'UntrustedOwnerError'

  /**
   * @param path of the socket
   * @param owner whose it is
   */
  constructor(path: string, owner: string) {
    super(`The socket ${path} belongs to ${owner}, not to root, piwheels or you: it may not be the master's.`, {
      suggestions: [`If the master runs as ${owner}, say so: --trust-user ${owner}`],
    })
  }
}

/** The master went away: what was sent and not yet answered may or may not have been acted on. */
export class ConnectionLostError extends PiwError {
  override readonly name = 'ConnectionLostError'

  constructor(address: string) {
    super(`The connection to the master at ${address} was lost.`, {
      suggestions: ['See whether the master still runs; asking again for the same page is harmless.'],
    })
  }
}

/** The master is connected but has not answered anything for as long as the caller was ready to wait. */
export class NoAnswerError extends PiwError {
  override readonly name = 'NoAnswerError'

  /**
   * @param address of the master
   * @param seconds how long there was no answer
   */
  constructor(address: string, seconds: number) {
    super(`No answer from the master at ${address} for ${seconds} s.`, {
      suggestions: [
        'It may be busy writing pages, for minutes after a rebuild of everything: try again later, or with a longer --timeout.',
      ],
    })
  }
}

/** The connection was closed from this side while an answer was awaited. */
export class ConnectionClosedError extends PiwError {
  override readonly name = 'ConnectionClosedError'

  constructor(address: string) {
    super(`The connection to the master at ${address} is closed.`)
  }
}
