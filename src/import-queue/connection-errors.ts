import {PiwError} from '../errors/piw-error.js'

/** Why no master can be reached at the socket's path. */
export type NoMasterReason =
  'busy' | 'missing' | 'no permission' | 'not a master' | 'not a socket' | 'stale' | 'unreachable'

const MESSAGES: Readonly<Record<NoMasterReason, (path: string) => string>> = {
  busy: (path) => `The master at ${path} accepts no connections at the moment: too many are waiting.`,
  missing: (path) => `No master at ${path}: the socket does not exist.`,
  'no permission': (path) => `Permission denied connecting to ${path}.`,
  'not a master': (path) => `No master at ${path}: the process listening there is not an import queue.`,
  'not a socket': (path) => `No master at ${path}: it is not a socket.`,
  stale: (path) => `No master at ${path}: the socket is stale, no process is listening.`,
  unreachable: (path) => `Cannot connect to the master at ${path}.`,
}

const START = 'Start the master, or set its address with --import-queue or as import-queue in piwheels.conf.'
const SET = "Set the master's address with --import-queue or as import-queue in piwheels.conf."

const SUGGESTIONS: Readonly<Record<NoMasterReason, string>> = {
  busy: 'Retry later.',
  missing: START,
  'no permission': 'Run this command as a user with write access to the socket, such as the user the master runs as.',
  'not a master': SET,
  'not a socket': SET,
  stale: START,
  unreachable: START,
}

/** No master is listening at the import queue's address. Nothing was sent. */
export class NoMasterError extends PiwError {
  override readonly name = 'NoMasterError'
  readonly reason: NoMasterReason

  constructor(path: string, reason: NoMasterReason, cause?: unknown) {
    const detail = reason === 'unreachable' && cause instanceof Error ? ` (${cause.message})` : ''
    super(MESSAGES[reason](path) + detail, {cause, suggestions: [SUGGESTIONS[reason]]})
    this.reason = reason
  }
}

/** The socket is owned by a user who is not trusted. Nothing was sent. */
export class UntrustedOwnerError extends PiwError {
  override readonly name = 'UntrustedOwnerError'

  /**
   * @param path of the socket
   * @param owner of the socket, by name or number
   */
  constructor(path: string, owner: string) {
    super(`The socket ${path} belongs to ${owner}, not to root, piwheels or you: it may not be the master's.`, {
      suggestions: [`If the master runs as ${owner}, trust that user: --trust-user ${owner}`],
    })
  }
}

/** The connection was lost. The master may or may not have acted on unanswered requests. */
export class ConnectionLostError extends PiwError {
  override readonly name = 'ConnectionLostError'

  constructor(address: string) {
    super(`The connection to the master at ${address} was lost.`, {
      suggestions: ['Check that the master is running, then retry; repeated requests are harmless.'],
    })
  }
}

/** The master is connected, but has not answered within the timeout. */
export class NoAnswerError extends PiwError {
  override readonly name = 'NoAnswerError'

  /**
   * @param address of the master
   * @param seconds since the last reply
   */
  constructor(address: string, seconds: number) {
    super(`The master at ${address} has not answered for ${seconds} s.`, {
      suggestions: [
        'It may be writing pages, for minutes after a rebuild of all packages. Retry later, or with a longer --timeout.',
      ],
    })
  }
}

/** The connection was closed by this process while a reply was awaited. */
export class ConnectionClosedError extends PiwError {
  override readonly name = 'ConnectionClosedError'

  constructor(address: string) {
    super(`The connection to the master at ${address} is closed.`)
  }
}
