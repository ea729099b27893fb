/** All names that a source yields. */
export async function collect<Item>(source: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const all = []
  for await (const items of source) all.push(...items)
  return all
}

/** The first name; what the source holds is let go of, as by a `for await` that is left. */
export async function first<Item>(source: AsyncIterable<readonly Item[]>): Promise<Item | undefined> {
  const iterator = source[Symbol.asyncIterator]()
  const {done, value} = await iterator.next()
  await iterator.return?.()
  return done ? undefined : (value as readonly Item[])[0]
}
