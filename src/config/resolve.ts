import {PiwError} from '../errors/piw-error.js'
import {readConfigFile, readDefaultFile} from './file.js'
import {definitions, type PiwSettings, type SettingKey, settingKeys} from './keys.js'
import {defaultConfigFiles} from './search-path.js'
import {type PiwConfig, type Setting, type SettingSource} from './setting.js'
import {type Statement, statementsOf} from './statements.js'
import {settleVerbosity} from './verbosity.js'

/**
 * The settings as the command line gives them: absent or undefined is not given, everything else is taken at its
 * word, a flag's false too. Never both `quiet` and `verbose`.
 */
export type CommandLineSettings = {readonly [K in keyof PiwSettings]?: PiwSettings[K] | undefined}

export interface ResolveOptions {
  readonly commandLine: CommandLineSettings
  /** The file of `--configuration`; it has to be there. None unless given. */
  readonly configuration?: string | undefined
  /** The files to read if they are there, the most important last; the search path unless given. */
  readonly files?: readonly string[] | undefined
}

const FROM_COMMAND_LINE: SettingSource = Object.freeze({from: 'command line'})
const FROM_DEFAULT: SettingSource = Object.freeze({from: 'default'})

/**
 * Reads the configuration files and settles every setting: the command line wins over the file of `--configuration`,
 * that over the default files, a later one over an earlier one, and any over the default. A flag that one file turns
 * on stays on whatever the others say: off in a file says nothing against on. Observed on the real master's parser.
 *
 * @returns every setting with where it comes from, frozen through and through
 * @throws PiwError (usage) for a file that cannot be read and for a wrong value, ConfigSyntaxError for a wrong line;
 * also where the command line or another file would win
 */
export async function resolveConfig(options: ResolveOptions): Promise<PiwConfig> {
  const commandLine = checked(options.commandLine)
  const statements = settleVerbosity(readStatements(options))
  const settings = settingKeys.map((key) => [key, Object.freeze(settle(key, commandLine, statements))])
  // Object.fromEntries forgets which value belongs to which key; `settle` gives each the type of its own.
  return Object.freeze(Object.fromEntries(settings) as PiwConfig)
}

/** What all files say, the most important last. */
function readStatements({configuration, files = defaultConfigFiles()}: ResolveOptions): Statement[] {
  const statements: Statement[] = []
  for (const file of files) {
    statements.push(...statementsOf(file, readDefaultFile(file)))
  }

  if (configuration !== undefined) statements.push(...statementsOf(configuration, readConfigFile(configuration)))
  return statements
}

/** The command line with `quiet` and `verbose` settled, if it is one that can be. */
function checked(commandLine: CommandLineSettings): CommandLineSettings {
  for (const key of settingKeys) {
    const {nonEmpty} = definitions[key]
    if (nonEmpty !== undefined && commandLine[key] === '') {
      throw new PiwError(`--${key}: expected ${nonEmpty}, found nothing`, {kind: 'usage'})
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

  const said = statements.filter((statement) => statement.key === key)
  const winner = said.findLast(({value}) => value !== false) ?? said.at(-1)
  return winner === undefined
    ? {source: FROM_DEFAULT, value: definitions[key].default}
    : {source: winner.source, value: winner.value}
}
