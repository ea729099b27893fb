import {constants} from 'node:fs'
import {access} from 'node:fs/promises'

import {PiwError} from '../errors/piw-error.js'
import {codeOf, reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {look} from './file-state.js'

/** The directories with the pages of packages. */
const PARTS = ['project', 'simple'] as const

/** The first files that the master writes. */
const SIGNS = ['index.html', 'packages.json', ...PARTS] as const

/**
 * Checks that the master's pages can be examined.
 *
 * @param folder `output-path` of the configuration
 * @returns whether it contains a site
 * @throws {PiwError} of kind `usage` if they cannot
 */
export async function checkOutputFolder(folder: string): Promise<boolean> {
  // An empty name would become the root directory below.
  if (folder === '') throw unreadable(folder, {code: 'ENOENT'})
  await checkFolder(folder)
  // The master creates these with the first page.
  for (const part of PARTS) await checkFolder(`${folder}/${part}`, {mayBeMissing: true})
  const states = await Promise.all(SIGNS.map((sign) => look(`${folder}/${sign}`)))
  return states.some(({is}) => is !== 'missing')
}

async function checkFolder(folder: string, {mayBeMissing = false} = {}): Promise<void> {
  try {
    await access(`${folder}/.`, constants.X_OK)
  } catch (error) {
    if (!(mayBeMissing && codeOf(error) === 'ENOENT')) throw unreadable(folder, error)
  }
}

function unreadable(folder: string, cause: unknown): PiwError {
  const path = escapeControls(folder, Number.POSITIVE_INFINITY)
  return new PiwError(`Cannot read the pages in "${path}": ${reasonOf(cause)}.`, {
    cause,
    kind: 'usage',
    suggestions: [
      'Set output-path in piwheels.conf to the directory that the master writes the site to.',
      'Or run this as a user who may read that directory.',
    ],
  })
}
