import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {echo} from './echo.js'
import {type ConfigEntry} from './format.js'
import {definitions, type SettingKey, settingNamed} from './keys.js'
import {type ConfigValue} from './list.js'
import {type FileSource} from './setting.js'

/** What a line of a file says for a known setting. */
export interface Statement {
  readonly key: SettingKey
  readonly source: FileSource
  readonly value: boolean | string
}

const ON = new Set(['1', 'true', 'yes'])
const OFF = new Set(['0', 'false', 'no'])

/**
 * What a file says for the known settings, in the order of its keys; unknown ones are ignored, for the file is shared
 * with other tools.
 *
 * @param file its name, for the sources and the errors
 * @throws PiwError (usage) for a value that its setting cannot take, naming file and line
 */
export function statementsOf(file: string, entries: ReadonlyMap<string, ConfigEntry>): readonly Statement[] {
  const statements: Statement[] = []
  for (const [name, {line, value}] of entries) {
    const key = settingNamed(name)
    if (key === undefined) continue
    const source: FileSource = Object.freeze({file, from: 'file', line})
    statements.push({key, source, value: readValue(key, value, source)})
  }

  return statements
}

/** Only a flag's value is repeated in a message: the others may be secret. */
function readValue(key: SettingKey, value: ConfigValue, source: FileSource): boolean | string {
  const {form, nonEmpty} = definitions[key]
  if (typeof value !== 'string') {
    throw wrongValue(key, source, 'expected one value, found a list', 'Leave out the square brackets.')
  }

  if (form === 'flag') return readFlag(key, value, source)
  if (value === '' && nonEmpty !== undefined) {
    throw wrongValue(key, source, `expected ${nonEmpty}, found nothing`, 'Give a value, or remove the line.')
  }

  return value
}

function readFlag(key: SettingKey, value: string, source: FileSource): boolean {
  const word = value.toLowerCase()
  if (ON.has(word)) return true
  if (OFF.has(word)) return false
  throw wrongValue(
    key,
    source,
    `expected true, yes or 1 for on, false, no or 0 for off, found ${value === '' ? 'nothing' : echo(value)}`,
    // The parser sees a comment only behind a value.
    /^[#;]/.test(value)
      ? `Put a value before the comment: ${key} = true # ...`
      : `Write ${key} = true, or remove the line.`,
  )
}

function wrongValue(key: SettingKey, {file, line}: FileSource, problem: string, suggestion: string): PiwError {
  return new PiwError(`${escapeControls(file)}, line ${line}: ${key}: ${problem}`, {
    kind: 'usage',
    suggestions: [suggestion],
  })
}
