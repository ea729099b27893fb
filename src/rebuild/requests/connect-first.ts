import type {ImportQueue} from '../../import-queue/import-queue.js'

import {ConnectionLostError} from '../../import-queue/connection-errors.js'
import {MasterGoneError} from './errors.js'
import {reconnect} from './reconnect.js'

export interface ConnectFirstOptions {
  /** Called when the master went away; waiting begins. */
  readonly onLost: () => void
  /** Cancels the waiting. */
  readonly signal: AbortSignal
  /** Maximum wait for the master to return, in seconds. */
  readonly timeout: number
}

/**
 * Opens the first connection of a run. If the master goes away meanwhile, waits for it, as later in the run.
 *
 * @param connect opens a connection
 * @throws {MasterGoneError} when the master does not return in time
 * @throws other errors of {@link connect}
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
