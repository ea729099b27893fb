import type {RebuildRequest} from '../import-queue/messages.js'

import {look} from './file-state.js'
import {pageFiles} from './page.js'

/**
 * Whether the page of a request was written after a moment; where it has two files, both of them. A file was written
 * when it was made, since the master replaces files and never changes them: `touch` makes none. In doubt, also because
 * nothing can be looked at, it was not.
 *
 * @param folder where the master writes the site
 * @param request for a page
 * @param moment in milliseconds since 1970
 */
export async function isWrittenSince(folder: string, request: RebuildRequest, moment: number): Promise<boolean> {
  const [, [, name]] = request
  // Only the master knows which pages these are.
  if (name === null) return false
  const states = await Promise.all(pageFiles(request).map((file) => look(`${folder}/${file}`)))
  if (!states.every((state) => state.is === 'there' && isNewer(state.born, moment))) return false
  if (name === undefined) return true
  // Written last, so a master that was killed in between has left the old one there. Not every site has it.
  const last = await look(`${folder}/project/${name}/json/index.json`)
  return last.is === 'missing' || (last.is === 'there' && isNewer(last.born, moment))
}

function isNewer(born: number | undefined, moment: number): boolean {
  return born !== undefined && born > moment
}
