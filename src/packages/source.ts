/**
 * Where package names come from: arguments, a list or the database. Names are streamed, some at a time, and no more are
 * read until these are taken; every one of them is safe to send. It is iterated once.
 */
export interface PackageSource extends AsyncIterable<readonly string[]> {
  /** Lets go of files and connections. Harmless when called again, and after the end. */
  close(): Promise<void>

  /** How many names there are; undefined where nobody can know before the end. */
  readonly count: number | undefined
}

/** Told of a name that was not in canonical form. */
export type OnCanonical = (raw: string, canonical: string) => void
