import type {Site} from '../pages/page.js'
import type {Context} from './context.js'
import type {Job} from './job.js'
import type {IsWrittenSince} from './requests/unwritten.js'
import type {Task} from './task.js'

/**
 * The master's output directory, after a check that its pages are readable.
 *
 * @throws {PiwError} of kind `usage` when they are not
 */
export async function openSite({events, outputPath: folder}: Pick<Context, 'events' | 'outputPath'>): Promise<Site> {
  const {checkOutputFolder} = await import('../pages/output-folder.js')
  if (!(await checkOutputFolder(folder))) events.add({folder, type: 'no-pages'})
  let isReported = false
  return {
    folder,
    onHidden(file, problem) {
      // Reported once, as further pages have the same problem at every check.
      if (!isReported) events.add({file, problem, type: 'hidden'})
      isReported = true
    },
  }
}

/** Checks pages in the output directory, which may be missing. */
export function isWrittenIn(folder: string): IsWrittenSince {
  return async (request, moment) => {
    // Rarely needed.
    const {isWrittenSince} = await import('../pages/written-since.js')
    return isWrittenSince(folder, request, moment)
  }
}

/** Where and how long to wait for pages; undefined for not waiting. */
export async function waitOf({wait}: Job, {site}: Context): Promise<Task['wait']> {
  return wait && {site: await site(), timeout: wait.timeout}
}
