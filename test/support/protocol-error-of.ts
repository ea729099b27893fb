import {ProtocolError} from '../../src/import-queue/errors.js'

/** What an action throws, which must be a ProtocolError. */
export function protocolErrorOf(action: () => unknown): ProtocolError {
  try {
    action()
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }

  throw new Error('expected a ProtocolError, and nothing was thrown')
}
