import type {Site} from '../pages/page.js'
import type {RunEvent} from './events.js'
import type {World} from './world.js'

import {EventBuffer} from './event-buffer.js'
import {openSite} from './site.js'

/** What the parts of the service share. */
export interface Context extends World {
  readonly events: EventBuffer
  /** The directory of the pages, once it is certain that they can be looked at there. */
  readonly site: () => Promise<Site>
}

/** Has some work done, yields the events that it tells of, and returns its result. Leaving the iteration stops it. */
export async function* drive<T>(
  world: World,
  work: (context: Context) => Promise<T>,
): AsyncGenerator<readonly RunEvent[], T, undefined> {
  const events = new EventBuffer()
  const left = new AbortController()
  let site: Promise<Site> | undefined
  const context: Context = {
    ...world,
    events,
    signal: AbortSignal.any([world.signal, left.signal]),
    // Its warnings are for once.
    async site() {
      site ??= openSite(context)
      return site
    },
  }
  const result = work(context).finally(() => events.end())
  // Its failure is thrown at the end.
  result.catch(() => {})
  try {
    yield* events
    return await result
  } finally {
    left.abort(new Error('The iteration was left.'))
    events.end()
    await result.catch(() => {})
  }
}
