import type {RebuildRequest} from '../import-queue/messages.js'

import {look} from './file-state.js'
import {pageFiles} from './page.js'

/**
 * Whether the page of a request, with all its files, was written after a moment. The creation time counts, not the
 * modification time: the master replaces files and never changes them. In doubt, e.g. if a file cannot be examined, the
 * page counts as not written.
 *
 * @param folder the site's directory
 * @param request for a page
 * @param moment in milliseconds since 1970
 */
export async function isWrittenSince(folder: string, request: RebuildRequest, moment: number): Promise<boolean> {
  const [, [, name]] = request
  // The request for all packages: only the master knows its pages.
  if (name === null) return false
  const states = await Promise.all(pageFiles(request).map((file) => look(`${folder}/${file}`)))
  if (!states.every((state) => state.is === 'there' && isNewer(state.born, moment))) return false
  if (name === undefined) return true
  // Written last: a master killed in between leaves the old one. Not every site has this file.
  const last = await look(`${folder}/project/${name}/json/index.json`)
  return last.is === 'missing' || (last.is === 'there' && isNewer(last.born, moment))
}

function isNewer(born: number | undefined, moment: number): boolean {
  return born !== undefined && born > moment
}
