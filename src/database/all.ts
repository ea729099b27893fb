import {setTimeout as delay} from 'node:timers/promises'

import {DatabaseError} from './database-error.js'
import {type DatabasePackages, openPackages, type OpenPackagesOptions} from './database.js'

/** How long to wait for a lost database, in seconds. */
const PATIENCE = 60

/** The interval between attempts to reconnect, in milliseconds. */
const RETRY_INTERVAL = 500

export interface AllPackagesOptions extends OpenPackagesOptions {
  /** Called when the database is back. */
  readonly onBack?: (() => void) | undefined
  /** Called with the error when the connection is lost while names are read, before reconnecting. */
  readonly onLost?: ((error: DatabaseError) => void) | undefined
  /** How long to wait for a lost database, in seconds; 60 unless given. */
  readonly patience?: number | undefined
}

/**
 * All known packages, like {@link openPackages}, but reconnects when the connection is lost while they are read, and
 * resumes after the last name. The count is not updated.
 *
 * @throws DatabaseError if the database cannot be read at first; while iterated, if it does not come back in time
 */
export async function openAllPackages(options: AllPackagesOptions): Promise<DatabasePackages> {
  let current = await openPackages(options)

  async function* names(): AsyncGenerator<readonly string[], void, undefined> {
    let {after} = options
    for (;;) {
      try {
        for await (const some of current) {
          after = some.at(-1) ?? after
          yield some
        }

        return
      } catch (error) {
        if (!(error instanceof DatabaseError && error.lost)) throw error
        options.onLost?.(error)
        current = await reopen({...options, after}, error)
        options.onBack?.()
      }
    }
  }

  return {
    close: () => current.close(),
    count: current.count,
    [Symbol.asyncIterator]: names,
  }
}

/** @throws the error of the last attempt */
async function reopen(options: AllPackagesOptions, lost: DatabaseError): Promise<DatabasePackages> {
  const {patience = PATIENCE, signal} = options
  const end = performance.now() + patience * 1000
  let failure = lost
  while (performance.now() < end) {
    await delay(RETRY_INTERVAL, undefined, {signal}).catch(() => {})
    signal?.throwIfAborted()
    try {
      return await openPackages(options)
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      failure = error
    }
  }

  throw failure
}
