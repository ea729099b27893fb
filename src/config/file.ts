import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {TextDecoder} from 'node:util'

import {PiwError} from '../errors/piw-error.js'
import {isMissing, reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {ConfigLineError, type ConfigValue, parseLine} from './grammar.js'
import {readBounded} from './read-bounded.js'

/** The value of a key. */
export interface ConfigEntry {
  /** Of the key's last line; counted from 1. */
  readonly line: number
  readonly value: ConfigValue
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * The default files, the most important last: two of the system, and one of the user if there is a home directory.
 *
 * @param home the user's home directory, empty for none; unless given, the one of the system
 */
export function defaultConfigFiles(home: string = homeDirectory()): readonly string[] {
  const system = ['/etc/piwheels.conf', '/usr/local/etc/piwheels.conf']
  return home === '' ? system : [...system, join(home, '.config', 'piwheels', 'piwheels.conf')]
}

/** A path whose leading `~` stands for the user's home directory, as the master's parser has it for `--configuration`. */
export function expandHome(file: string, home: string = homeDirectory()): string {
  return home === '' ? file : file.replace(/^~(?=\/|$)/, () => home)
}

/**
 * Empty where neither HOME nor the password file names one, e.g. for a system account without an entry. A relative one
 * is none: what is there depends on where the program is started.
 */
function homeDirectory(): string {
  try {
    const home = homedir()
    return isAbsolute(home) ? home : ''
  } catch {
    return ''
  }
}

/**
 * Reads a configuration file.
 *
 * @param file its name
 * @param options how it was found
 * @param options.isDefault whether it is one of the default files: then it may be missing, and is empty
 * @throws PiwError (usage) if it cannot be read, ConfigLineError for an invalid line; both name the file
 */
export async function readConfigFile(file: string, {isDefault = false} = {}): Promise<Map<string, ConfigEntry>> {
  if (file === '') throw new PiwError('--configuration: expected the name of a file, found nothing', {kind: 'usage'})
  let bytes
  try {
    bytes = await readBounded(file)
  } catch (error) {
    if (isDefault && isMissing(error)) return new Map()
    const suggestion = isDefault
      ? 'Make the file readable for this user, or move it away.'
      : 'Check the name given with --configuration.'
    throw new PiwError(`Cannot read the configuration file ${escapeControls(file)}: ${reasonOf(error)}`, {
      cause: error,
      kind: 'usage',
      suggestions: [suggestion],
    })
  }

  return parseConfigFile(bytes, file)
}

/**
 * Parses a file in the format of `piwheels.conf`, with all its keys, known or not, as they are written: `--yes` and
 * `yes` are two keys. A repeated key keeps its first place and takes its last value. Observed on the real master's
 * parser.
 *
 * @throws ConfigLineError for the first line that is invalid or not UTF-8
 */
export function parseConfigFile(bytes: Uint8Array, file?: string): Map<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>()
  // The master's parser reads a byte order mark as part of the first key.
  const decoder = new TextDecoder('utf8', {fatal: true, ignoreBOM: true})
  let line = 0
  for (const content of splitLines(bytes)) {
    const place = {file, line: ++line}
    let text
    try {
      text = decoder.decode(content)
    } catch (error) {
      const suggestions = ['Convert the file to UTF-8, for example with iconv.']
      throw new ConfigLineError('expected text in UTF-8, found bytes that are not', place, suggestions, error)
    }

    const entry = parseLine(text, place)
    if (entry !== undefined) entries.set(entry.key, {line, value: entry.value})
  }

  return entries
}

/**
 * @yields the lines without their ends, which are `\n`, `\r\n` or `\r`. No other character of UTF-8 contains these
 * bytes, so lines are split before they are decoded, and invalid bytes are reported with their line.
 */
function* splitLines(bytes: Uint8Array): Generator<Uint8Array, void> {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) continue
    yield bytes.subarray(start, at)
    if (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED) at++
    start = at + 1
  }

  yield bytes.subarray(start)
}
