import type {IsWrittenSince} from '../rebuild/unwritten.js'

/** Looks at pages in the folder that the master writes the site to. There need not be any such folder. */
export function isWrittenIn(folder: string): IsWrittenSince {
  return async (request, moment) => {
    // Seldom needed.
    const {isWrittenSince} = await import('../pages/written-since.js')
    return isWrittenSince(folder, request, moment)
  }
}
