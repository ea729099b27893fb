import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

import {escapeControls} from '../text/escape-controls.js'

const PACKAGE = '@piwheels/plugin-rebuild'

/** Global: each copy of this package has modules of its own. */
const COPIES = Symbol.for(`${PACKAGE}/copies`)

const host = globalThis as {[COPIES]?: Set<string>}
const copies = host[COPIES] ?? new Set()
host[COPIES] = copies.add(import.meta.url)

/**
 * Warns once when copies of different versions of this package are loaded: the one that provides the hooks need not be
 * the one that a command was written for.
 */
export function warnOfCopies(): void {
  if (copies.size < 2) return
  const versions = new Map([...copies].flatMap((url) => describeCopy(url)))
  copies.clear()
  if (versions.size < 2) return
  const list = [...versions].map(([version, folder]) => `${version} in ${escapeControls(folder)}`).join(', ')
  process.stderr.write(
    `Warning: different versions of ${PACKAGE} are loaded: ${list}.\n` +
      'Update the plugins that use it, so that all use the same version.\n',
  )
}

/** The version and directory of a copy; nothing for one in a bundle, which has neither. */
function describeCopy(url: string): [version: string, folder: string][] {
  const folder = new URL('../../', url)
  try {
    const {name, version} = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Record<string, string>
    return name === PACKAGE && version !== undefined ? [[version, fileURLToPath(folder)]] : []
  } catch {
    return []
  }
}
