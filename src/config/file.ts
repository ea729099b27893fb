import {readFileSync} from 'node:fs'

import {PiwError} from '../errors/piw-error.js'
import {reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {ConfigSyntaxError} from './errors.js'
import {type ConfigEntry, parseConfigFile} from './format.js'

/** Error codes of a file that is not there. */
const MISSING: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR'])

/**
 * Reads the file that the user asked for. A `~` in its name means itself.
 *
 * @throws PiwError (usage) if it cannot be read, ConfigSyntaxError if it has a wrong line; both name the file
 */
export function readConfigFile(file: string): Map<string, ConfigEntry> {
  if (file === '') throw new PiwError('--configuration: expected the name of a file, found nothing', {kind: 'usage'})
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw unreadable(file, error, 'Check the name given with --configuration.')
  }

  return parse(file, bytes)
}

/**
 * Reads a file of the search path; empty if there is none.
 *
 * @throws PiwError (usage) if it is there but cannot be read, ConfigSyntaxError if it has a wrong line; both name it
 */
export function readDefaultFile(file: string): Map<string, ConfigEntry> {
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code)) return new Map()
    throw unreadable(file, error, 'Make the file readable for this user, or move it away.')
  }

  return parse(file, bytes)
}

function parse(file: string, bytes: Uint8Array): Map<string, ConfigEntry> {
  try {
    return parseConfigFile(bytes)
  } catch (error) {
    throw error instanceof ConfigSyntaxError ? error.inFile(file) : error
  }
}

function unreadable(file: string, error: unknown, suggestion: string): PiwError {
  return new PiwError(`${escapeControls(file)}: cannot read the configuration file: ${reasonOf(error)}`, {
    cause: error,
    kind: 'usage',
    suggestions: [suggestion],
  })
}
