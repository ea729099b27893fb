import {setTimeout as delay} from 'node:timers/promises'

import type {ImportQueue} from '../../import-queue/import-queue.js'

import {ConnectionLostError, NoMasterError} from '../../import-queue/connection-errors.js'

/** Interval between attempts to connect, in milliseconds. */
const INTERVAL = 200

/**
 * Waits for the master to return and connects to it.
 *
 * @param connect opens a new connection
 * @param signal cancels the waiting
 * @throws the signal's reason, and any error other than a missing master
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
