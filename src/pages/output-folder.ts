import {constants} from 'node:fs'
import {access} from 'node:fs/promises'

import {PiwError} from '../errors/piw-error.js'
import {codeOf, reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {look} from './file-state.js'

/** The folders in it that hold the pages of packages. */
const PARTS = ['project', 'simple'] as const

/** What is there as soon as the master has written anything. */
const SIGNS = ['index.html', 'packages.json', ...PARTS] as const

/**
 * Makes sure that pages can be looked at where the master writes them.
 *
 * @param folder `output-path` of the configuration
 * @returns whether anything of a site is there yet
 * @throws {PiwError} of kind `usage` when they cannot
 */
export async function checkOutputFolder(folder: string): Promise<boolean> {
  // Before the dot that shows whether it is one, an empty name would be that of the root folder.
  if (folder === '') throw unreadable(folder, {code: 'ENOENT'})
  await checkFolder(folder)
  // The master makes these with the first page.
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
