import type {ImportQueue} from '../../import-queue/import-queue.js'

import {ConnectionLostError} from '../../import-queue/connection-errors.js'
import {MasterGoneError} from './errors.js'
import {reconnect} from './reconnect.js'

export interface ConnectFirstOptions {
  /** Told that the master went away and is waited for. */
  readonly onLost: () => void
  /** Ends the waiting. */
  readonly signal: AbortSignal
  /** How long a master that went away is waited for, in seconds. */
  readonly timeout: number
}

/**
 * Makes the first connection of a run. A master that goes away while it is made is waited for, as it is later on.
 *
 * @param connect opens a connection
 * @throws {MasterGoneError} when it does not come back in time
 * @throws what {@link connect} throws, where the master did not go away
 */
export async function connectFirst(
  connect: (signal: AbortSignal) => Promise<ImportQueue>,
  {onLost, signal, timeout}: ConnectFirstOptions,
): Promise<ImportQueue> {
  try {
    return await connect(signal)
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error
  }

  onLost()
  const gaveUp = new AbortController()
  const timer = setTimeout(() => gaveUp.abort(new MasterGoneError(timeout)), timeout * 1000)
  try {
    return await reconnect(connect, AbortSignal.any([signal, gaveUp.signal]))
  } finally {
    clearTimeout(timer)
  }
}
