/** All that an iterable yields. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all = []
  for await (const item of items) all.push(item)
  return all
}

/** The first item; what the iterable holds is let go of, as by a `for await` that is left. */
export async function first<Item>(items: AsyncIterable<Item>): Promise<Item | undefined> {
  const iterator = items[Symbol.asyncIterator]()
  const {done, value} = await iterator.next()
  await iterator.return?.()
  return done ? undefined : value
}
