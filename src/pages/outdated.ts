import type {RebuildRequest} from '../import-queue/messages.js'

import {look} from './file-state.js'
import {pageFiles, type Site} from './page.js'

/** The number of pages examined concurrently: enough to keep Node.js's file system threads busy. */
const AHEAD = 16

export interface OutdatedOptions<T> {
  /** Called with each item skipped because its page is current. */
  readonly onCurrent: (item: T) => void
  /** The request for the page of an item. */
  readonly requestOf: (item: T) => RebuildRequest
  readonly site: Site
  /** A page written before this moment is outdated. */
  readonly time: Date
}

/**
 * The items whose page is missing or outdated, in their order; of a page with two files, one is enough. A page that
 * cannot be examined counts as outdated: to request it is harmless. Reads only a few items ahead of the consumer.
 */
export async function* outdated<T>(
  items: AsyncIterable<readonly T[]>,
  options: OutdatedOptions<T>,
): AsyncGenerator<readonly T[], void, undefined> {
  for await (const {isOutdated, item} of examined(items, options)) {
    if (isOutdated) yield [item]
    else options.onCurrent(item)
  }
}

async function* examined<T>(items: AsyncIterable<readonly T[]>, options: OutdatedOptions<T>) {
  const ahead: {readonly item: T; readonly result: Promise<boolean>}[] = []
  for await (const some of items) {
    for (const item of some) {
      ahead.push({item, result: isOutdated(options.requestOf(item), options)})
      if (ahead.length < AHEAD) continue
      const first = ahead.shift()
      if (first) yield {isOutdated: await first.result, item: first.item}
    }
  }

  for (const {item, result} of ahead) yield {isOutdated: await result, item}
}

async function isOutdated<T>(request: RebuildRequest, {site, time}: OutdatedOptions<T>): Promise<boolean> {
  const limit = time.getTime()
  const outdatedFiles = await Promise.all(
    pageFiles(request).map(async (file) => {
      const path = `${site.folder}/${file}`
      const state = await look(path)
      if (state.is === 'hidden') site.onHidden(path, state.problem)
      return state.is !== 'there' || state.time < limit
    }),
  )
  return outdatedFiles.includes(true)
}
