import type {Site} from '../pages/page.js'
import type {RunEvent} from './events.js'
import type {World} from './world.js'

import {EventBuffer} from './event-buffer.js'
import {openSite} from './site.js'

/** Shared by the parts of the service. */
export interface Context extends World {
  readonly events: EventBuffer
  /** The output directory, after a check that its pages are readable. */
  readonly site: () => Promise<Site>
}

/** Runs work, yields its events and returns its result. Leaving the iteration stops the work. */
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
    // Opened once, so that its warnings appear once.
    async site() {
      site ??= openSite(context)
      return site
    },
  }
  const result = work(context).finally(() => events.end())
  // The error is thrown after the last event.
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
