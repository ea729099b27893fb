/** Compares two names by their bytes, as the C collation does: negative if the first one comes first. */
export function compareNames(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
