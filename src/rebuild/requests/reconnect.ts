import {setTimeout as delay} from 'node:timers/promises'

import type {ImportQueue} from '../../import-queue/import-queue.js'

import {ConnectionLostError, NoMasterError} from '../../import-queue/connection-errors.js'

/** How often to look whether the master is back, in milliseconds. */
const INTERVAL = 200

/**
 * Waits for a master that went away, and connects to it once it is back.
 *
 * @param connect opens a new connection
 * @param signal ends the waiting
 * @throws the signal's reason, and what tells of something else than that the master is not there
 */
export async function reconnect(
  connect: (signal: AbortSignal) => Promise<ImportQueue>,
  signal: AbortSignal,
): Promise<ImportQueue> {
  for (;;) {
    signal.throwIfAborted()
    try {
      return await connect(signal)
    } catch (error) {
      if (!(error instanceof NoMasterError || error instanceof ConnectionLostError)) throw error
    }

    await delay(INTERVAL, undefined, {signal}).catch(() => {})
  }
}
