/**
 * A source of package names: arguments, a list or the database. Names are streamed in batches, the next one read when the
 * last one is consumed; every name is safe to send. It can be iterated once.
 */
export interface PackageSource extends AsyncIterable<readonly string[]> {
  /** Closes files and connections. Harmless when called again, and after the end. */
  close(): Promise<void>

  /** The number of names; undefined if unknown before the end. */
  readonly count: number | undefined
}

/** Called with each name that was not in canonical form. */
export type OnCanonical = (raw: string, canonical: string) => void
