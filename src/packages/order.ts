/** Tells which of two names comes first in the order of their bytes, which is that of the C collation: negative for the first. */
export function compareNames(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
