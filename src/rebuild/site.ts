import type {Site} from '../pages/page.js'
import type {Context} from './context.js'
import type {Job} from './job.js'
import type {IsWrittenSince} from './requests/unwritten.js'
import type {Task} from './task.js'

/**
 * The directory that the master writes the pages to, once it is certain that they can be looked at there.
 *
 * @throws {PiwError} of kind `usage` when they cannot
 */
export async function openSite({events, outputPath: folder}: Pick<Context, 'events' | 'outputPath'>): Promise<Site> {
  const {checkOutputFolder} = await import('../pages/output-folder.js')
  if (!(await checkOutputFolder(folder))) events.add({folder, type: 'no-pages'})
  let isTold = false
  return {
    folder,
    onHidden(file, problem) {
      // Once: the next page is met with the same problem, and each of them at every look.
      if (!isTold) events.add({file, problem, type: 'hidden'})
      isTold = true
    },
  }
}

/** Looks at pages in the output directory, which need not be there. */
export function isWrittenIn(folder: string): IsWrittenSince {
  return async (request, moment) => {
    // Seldom needed.
    const {isWrittenSince} = await import('../pages/written-since.js')
    return isWrittenSince(folder, request, moment)
  }
}

/** Where and how long pages are waited for; undefined where they are not. */
export async function waitOf({wait}: Job, {site}: Context): Promise<Task['wait']> {
  return wait && {site: await site(), timeout: wait.timeout}
}
