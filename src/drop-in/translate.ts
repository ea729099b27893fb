import {type PartName} from './definition.js'
import {parseArguments, usageError} from './parser.js'

/** The parts with a page for each package. */
const OF_PACKAGES: ReadonlySet<PartName> = new Set(['index', 'project'])

/**
 * Translates a command line of piw-rebuild into the equivalent one of piw.
 *
 * @param argv the arguments
 * @param version printed by `--version`
 * @throws {AnsweredError} after printing the help or the version
 * @throws {PiwError} of kind `usage`
 */
export async function translate(argv: readonly string[], version: string): Promise<readonly string[]> {
  const [given, unknown] = parseArguments(argv, version)
  const flags = unknown.filter((argument) => argument.startsWith('-'))
  if (flags.length > 0) throw usageError(unrecognized(flags), await flagHint(given.part, flags))
  const {configuration, importQueue, logFile, package: name, part, verbosity, yes} = given
  if (name !== undefined && !OF_PACKAGES.has(part)) {
    throw usageError(
      `argument package: ${part} takes no package, but was given "${name}"`,
      'To rebuild the pages of a package: piw-rebuild project PACKAGE',
    )
  }

  if (unknown.length > 0) {
    throw usageError(unrecognized(unknown), `For more than one package: piw rebuild ${part} PACKAGE...`)
  }

  return [
    'rebuild',
    part,
    ...option('configuration', configuration),
    ...option('import-queue', importQueue),
    ...option('log-file', logFile),
    ...(verbosity === undefined ? [] : [`--${verbosity}`]),
    ...(yes ? ['--yes'] : []),
    ...(name === undefined ? [] : ['--', name]),
  ]
}

function option(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${flag}=${value}`]
}

/**
 * A hint for a flag that only piw rebuild has, as messages of the underlying commands name such flags. Undefined if no
 * unrecognized argument is one.
 */
async function flagHint(part: PartName, unrecognized: readonly string[]): Promise<string | undefined> {
  // Slow to load, and needed only here.
  const [{piwFlags}, {packagesFlags, rebuildFlags}] = await Promise.all([
    import('../piw/flags.js'),
    import('../rebuild-cli/flags.js'),
  ])
  const known = {json: true, ...piwFlags, ...(OF_PACKAGES.has(part) ? packagesFlags : rebuildFlags)}
  const flag = unrecognized
    .map((argument) => argument.replace(/=.*/s, ''))
    .find((name) => Object.hasOwn(known, name.slice(2)))
  return flag && `${flag} is a flag of piw rebuild: piw rebuild ${part} ${flag}`
}

function unrecognized(given: readonly string[]): string {
  return `unrecognized arguments: ${given.join(' ')}`
}
