import {setTimeout as delay} from 'node:timers/promises'

import {DatabaseError} from './database-error.js'
import {type DatabasePackages, openPackages, type OpenPackagesOptions} from './database.js'

/** How long a database that went away is waited for, in seconds. */
const PATIENCE = 60

/** How often to look whether it is back, in milliseconds. */
const RETRY_INTERVAL = 500

export interface AllPackagesOptions extends OpenPackagesOptions {
  /** Told when the database is back. */
  readonly onBack?: (() => void) | undefined
  /** Told when the database went away in the midst of the names, with the error, and is waited for. */
  readonly onLost?: ((error: DatabaseError) => void) | undefined
  /** How long a database that went away is waited for, in seconds; 60 unless given. */
  readonly patience?: number | undefined
}

/**
 * All known packages, like {@link openPackages}, but when the database goes away in the midst of them it is waited for,
 * and the names go on after the last one. The count is that of the beginning.
 *
 * @throws DatabaseError if it cannot be read at first; while iterated, if it does not come back in time
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

/** @throws what the last attempt threw */
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
