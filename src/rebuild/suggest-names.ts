import type {Tally} from './books/tally.js'

import {PackageLookup} from '../database/lookup.js'

export interface SuggestOptions {
  readonly dsn: string
  /** Cancels the lookup. */
  readonly signal: AbortSignal
}

/** Prefix of the master's reason for an unknown package; the name follows. */
const UNKNOWN = 'unknown package '

/** Maximum number of packages with suggestions, and of suggestions for each. */
const PACKAGES = 3
const NAMES = 3

/** Timeout in milliseconds, as the user waits for the result. */
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
    // The result is complete without suggestions.
  } finally {
    await lookup?.close()
  }
}
