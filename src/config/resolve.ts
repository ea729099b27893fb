import {PiwError} from '../errors/piw-error.js'
import {defaultConfigFiles, expandHome, readConfigFile} from './file.js'
import {definitions, type PiwSettings, type SettingKey, settingKeys} from './keys.js'
import {type PiwConfig, type Setting, type SettingSource} from './setting.js'
import {settleVerbosity, type Statement, statementsOf} from './statements.js'

/**
 * The settings of the command line. Absent or undefined means not given; a flag's false counts. Never both `quiet` and
 * `verbose`.
 */
export type CommandLineSettings = {readonly [K in keyof PiwSettings]?: PiwSettings[K] | undefined}

export interface ResolveOptions {
  readonly commandLine: CommandLineSettings
  /** The file of `--configuration`, which must exist; a leading `~` is the home directory. None unless given. */
  readonly configuration?: string | undefined
  /** The files to read if they exist, the most important last; the default files unless given. */
  readonly files?: readonly string[] | undefined
}

const FROM_COMMAND_LINE: SettingSource = Object.freeze({from: 'command line'})
const FROM_DEFAULT: SettingSource = Object.freeze({from: 'default'})

/**
 * Reads the configuration files and resolves every setting. The command line overrides the file of `--configuration`,
 * which overrides the default files, a later one of which overrides an earlier one; the default comes last. A flag that
 * any file turns on stays on, even if another file turns it off. Observed on the real master's parser.
 *
 * @returns every setting with its source, deeply frozen
 * @throws PiwError (usage) for a file that cannot be read, ConfigLineError for an invalid line or value, even if the
 * command line or another file would override it
 */
export async function resolveConfig(options: ResolveOptions): Promise<PiwConfig> {
  const commandLine = checked(options.commandLine)
  const statements = settleVerbosity(await readStatements(options))
  const settings = settingKeys.map((key) => [key, Object.freeze(settle(key, commandLine, statements))])
  // Object.fromEntries loses the type of each key's value; `settle` returns the right one.
  return Object.freeze(Object.fromEntries(settings) as PiwConfig)
}

/** The statements of all files, the most important last. */
async function readStatements({configuration, files = defaultConfigFiles()}: ResolveOptions): Promise<Statement[]> {
  const statements: Statement[] = []
  for (const file of files) statements.push(...statementsOf(file, await readConfigFile(file, {isDefault: true})))
  if (configuration === undefined) return statements
  const file = expandHome(configuration)
  return [...statements, ...statementsOf(file, await readConfigFile(file))]
}

/** The command line with `quiet` and `verbose` settled. */
function checked(commandLine: CommandLineSettings): CommandLineSettings {
  for (const key of settingKeys) {
    const {expected} = definitions[key]
    if (expected !== undefined && commandLine[key] === '') {
      throw new PiwError(`--${key}: expected ${expected}, found nothing`, {kind: 'usage'})
    }
  }

  const {quiet, verbose} = commandLine
  if (quiet && verbose) throw new PiwError('--quiet and --verbose exclude each other: give one', {kind: 'usage'})
  if (quiet) return {...commandLine, verbose: false}
  if (verbose) return {...commandLine, quiet: false}
  return commandLine
}

function settle(
  key: SettingKey,
  commandLine: CommandLineSettings,
  statements: readonly Statement[],
): Setting<PiwSettings[SettingKey]> {
  const given = commandLine[key]
  if (given !== undefined) return {source: FROM_COMMAND_LINE, value: given}

  const stated = statements.filter((statement) => statement.key === key)
  const winner = stated.findLast(({value}) => value !== false) ?? stated.at(-1)
  return winner === undefined
    ? {source: FROM_DEFAULT, value: definitions[key].default}
    : {source: winner.source, value: winner.value}
}
