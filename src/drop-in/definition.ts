import type {ArgumentOptions} from 'argparse'

import {definitions} from '../config/keys.js'

/** An option as argparse takes it; the man page is made of it, too. */
export interface Option {
  /** Short form first, where there is one. */
  readonly flags: readonly string[]
  /** What the man page says besides. */
  readonly more?: string
  readonly settings: ArgumentOptions & {readonly help: string}
}

/** The name that it is installed by. */
export const PROGRAM = 'piw-rebuild'

/** Its whole purpose, for the help. */
export const DESCRIPTION =
  'Asks the piwheels master to rebuild pages of the site. It has to run on the machine that the master runs on.'

/** Where there is more, for the help. */
export const EPILOG =
  'Exit codes: 0 all queued, 1 something failed, 2 nothing sent (usage, configuration, declined), 130 and 143 stopped ' +
  'by Ctrl-C and SIGTERM. The command "piw rebuild" of the same package does the same and more: several packages at ' +
  'once, lists, patterns, dry runs, and going on with a run that was stopped.'

/** The parts of the site, with the files that the master writes for them. */
export const PARTS = {
  home: 'the home page (/index.html)',
  index:
    'the simple index and the project page of a package (/simple/PACKAGE/index.html and /project/PACKAGE/index.html)',
  project: 'the project page of a package (/project/PACKAGE/index.html)',
  search: 'the search index (/packages.json)',
} as const

/** A part of the site, by the name that the user gives it. */
export type PartName = keyof typeof PARTS

/** The parts in the order in which they are shown. */
export const PART_ORDER: readonly PartName[] = ['home', 'search', 'project', 'index']

export const OPTIONS: readonly Option[] = [
  {flags: ['-h', '--help'], settings: {action: 'help', help: 'Show this help message and exit'}},
  {flags: ['--version'], settings: {action: 'version', help: 'Show the version of the package and exit'}},
  {
    flags: ['-c', '--configuration'],
    more: 'It overrides the default files (see FILES). When the option is given more than once, the last one counts.',
    settings: {help: 'Specify a configuration file to load', metavar: 'FILE'},
  },
  {
    flags: ['-q', '--quiet'],
    more: 'Only errors are shown. Of this and --verbose the last one counts.',
    settings: {action: 'store_const', const: 'quiet', dest: 'verbosity', help: 'Produce less console output'},
  },
  {
    flags: ['-v', '--verbose'],
    more: 'What is done is shown, and why. Of this and --quiet the last one counts.',
    settings: {action: 'store_const', const: 'verbose', dest: 'verbosity', help: 'Produce more console output'},
  },
  {
    flags: ['-l', '--log-file'],
    more: 'Lines are added at its end. A file that is not there is made, readable by its owner alone.',
    settings: {dest: 'logFile', help: 'Log messages to the specified file', metavar: 'FILE'},
  },
  {
    flags: ['-y', '--yes'],
    more: 'Without it, and with no terminal to ask at, a rebuild of all packages is refused.',
    settings: {action: 'store_true', help: 'Run non-interactively; never prompt during operation'},
  },
  {
    flags: ['--import-queue'],
    settings: {
      dest: 'importQueue',
      help: `The address of the import queue of the master (default: ${definitions['import-queue'].default}); this is always an ipc address`,
      metavar: 'ADDR',
    },
  },
]

/** What stands without a dash, in its order. */
export const POSITIONALS: readonly {readonly name: string; readonly settings: Option['settings']}[] = [
  {
    name: 'part',
    settings: {
      choices: PART_ORDER,
      help: "The part of the site to rebuild: 'home', 'search', 'project' or 'index'. For 'project' and 'index' a package may be named, too",
      metavar: 'part',
    },
  },
  {
    name: 'package',
    settings: {
      help: "With 'project' or 'index', the package whose pages are rebuilt. Unless given, the pages of ALL packages are, after a question",
      nargs: '?',
    },
  },
]
