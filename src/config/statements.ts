import {type ConfigEntry} from './file.js'
import {ConfigLineError, type ConfigValue, echo} from './grammar.js'
import {definitions, type SettingKey, settingNamed} from './keys.js'
import {type FileSource} from './setting.js'

/** The value that a line of a file gives to a known setting. */
export interface Statement {
  readonly key: SettingKey
  readonly source: FileSource
  readonly value: boolean | string
}

const ON = new Set(['1', 'true', 'yes'])
const OFF = new Set(['0', 'false', 'no'])

/** The settings that exclude each other, each with the other one. */
const OTHER = {quiet: 'verbose', verbose: 'quiet'} as const

/**
 * The values that a file gives to known settings, in the order of its keys. Unknown keys are ignored: they may belong to
 * another tool.
 *
 * @param file its name, for the sources and the errors
 * @throws ConfigLineError for a value that its setting cannot take
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

/** Messages show only a flag's value: the others may be secret. */
function readValue(key: SettingKey, value: ConfigValue, source: FileSource): boolean | string {
  const refuse = (problem: string, suggestion: string) =>
    new ConfigLineError(`${key}: ${problem}`, source, [suggestion])
  const {expected, form} = definitions[key]
  if (typeof value !== 'string') throw refuse('expected one value, found a list', 'Omit the square brackets.')
  if (form === 'flag') {
    const word = value.toLowerCase()
    if (ON.has(word)) return true
    if (OFF.has(word)) return false
    throw refuse(
      `expected true, yes or 1 for on, false, no or 0 for off, found ${value === '' ? 'nothing' : echo(value)}`,
      // The parser sees a comment only behind a value.
      /^[#;]/.test(value)
        ? `Put a value before the comment: ${key} = true # ...`
        : `Write ${key} = true, or remove the line.`,
    )
  }

  if (value === '' && expected !== undefined) {
    throw refuse(`expected ${expected}, found nothing`, 'Give a value, or remove the line.')
  }

  return value
}

interface Switch extends Statement {
  readonly key: keyof typeof OTHER
  readonly value: boolean
}

/**
 * Resolves `quiet` and `verbose` to one decision: the last file that turns either on wins, by the last such line; the
 * other is off, and both have that line as their source. Changes nothing if neither is on.
 */
export function settleVerbosity(statements: readonly Statement[]): readonly Statement[] {
  const on = statements.filter((statement): statement is Switch => statement.key in OTHER && statement.value === true)
  const file = on.at(-1)?.source.file
  // By line, not by place: a repeated key keeps its first place among the keys of its file.
  const [last] = on.filter(({source}) => source.file === file).sort((a, b) => b.source.line - a.source.line)
  if (last === undefined) return statements

  const others = statements.filter(({key}) => !(key in OTHER))
  return [...others, last, {key: OTHER[last.key], source: last.source, value: false}]
}
