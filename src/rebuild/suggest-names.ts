import type {Tally} from './books/tally.js'

import {PackageLookup} from '../database/lookup.js'

export interface SuggestOptions {
  readonly dsn: string
  /** Ends the looking. */
  readonly signal: AbortSignal
}

/** What the master says of a package that it does not know, before the name. */
const UNKNOWN = 'unknown package '

/** For how many packages names are looked for, and how many for each. */
const PACKAGES = 3
const NAMES = 3

/** How long it may take, in milliseconds: the rebuild is over, and the user waits for its result. */
const PATIENCE = 1500

/**
 * Looks in the database for the names that may have been meant by the first few that the master did not know. It is a
 * courtesy: when it does not succeed soon, nothing is said.
 */
export async function suggestNames(tally: Tally, {dsn, signal}: SuggestOptions): Promise<void> {
  const unknown = tally.failures.filter(({reason}) => reason?.startsWith(UNKNOWN)).slice(0, PACKAGES)
  if (unknown.length === 0) return
  let lookup: PackageLookup | undefined
  try {
    lookup = await PackageLookup.open({dsn, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)])})
    for (const {package: name} of unknown) {
      if (name === null) continue
      const similar = await lookup.nearest(name, NAMES)
      if (similar.length > 0) tally.suggest(name, similar)
    }
  } catch {
    // Without suggestions the result is complete, too.
  } finally {
    await lookup?.close()
  }
}
