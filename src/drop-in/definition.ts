import type {ArgumentOptions} from 'argparse'

import {definitions} from '../config/keys.js'

/** An option for argparse and the man page. */
export interface Option {
  /** Short form first, if any. */
  readonly flags: readonly string[]
  /** Additional text for the man page. */
  readonly more?: string
  readonly settings: ArgumentOptions & {readonly help: string}
}

/** The installed name. */
export const PROGRAM = 'piw-rebuild'

/** Purpose, for the help. */
export const DESCRIPTION = "Asks the piwheels master to rebuild pages of the site. Must be run on the master's machine."

/** References, for the help. */
export const EPILOG =
  'Exit codes: 0 all queued, 1 something failed, 2 nothing sent (usage, configuration, declined), 129, 130 and 143 ' +
  'stopped by SIGHUP, Ctrl-C and SIGTERM. The command "piw rebuild" of the same package does the same and more: several packages at ' +
  'once, lists, patterns, dry runs, and resuming a stopped run.'

/** The parts of the site with the files that the master writes for them. */
export const PARTS = {
  home: 'the home page (/index.html)',
  index:
    'the simple index and the project page of a package (/simple/PACKAGE/index.html and /project/PACKAGE/index.html)',
  project: 'the project page of a package (/project/PACKAGE/index.html)',
  search: 'the search index (/packages.json)',
} as const

/** The name of a part on the command line. */
export type PartName = keyof typeof PARTS

/** The parts in display order. */
export const PART_ORDER: readonly PartName[] = ['home', 'search', 'project', 'index']

export const OPTIONS: readonly Option[] = [
  {flags: ['-h', '--help'], settings: {action: 'help', help: 'Show this help message and exit'}},
  {flags: ['--version'], settings: {action: 'version', help: 'Show the version of the package and exit'}},
  {
    flags: ['-c', '--configuration'],
    more: 'It overrides the default files (see FILES). If the option is repeated, the last one counts.',
    settings: {help: 'Specify a configuration file to load', metavar: 'FILE'},
  },
  {
    flags: ['-q', '--quiet'],
    more: 'Show errors only. Of this and --verbose, the last one counts.',
    settings: {action: 'store_const', const: 'quiet', dest: 'verbosity', help: 'Produce less console output'},
  },
  {
    flags: ['-v', '--verbose'],
    more: 'Show each step and its reason. Of this and --quiet, the last one counts.',
    settings: {action: 'store_const', const: 'verbose', dest: 'verbosity', help: 'Produce more console output'},
  },
  {
    flags: ['-l', '--log-file'],
    more: 'Messages are appended. A missing file is created, readable by its owner only.',
    settings: {dest: 'logFile', help: 'Log messages to the specified file', metavar: 'FILE'},
  },
  {
    flags: ['-y', '--yes'],
    more: 'Without this option and without a terminal, a rebuild of all packages is rejected.',
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

/** The positional arguments, in order. */
export const POSITIONALS: readonly {readonly name: string; readonly settings: Option['settings']}[] = [
  {
    name: 'part',
    settings: {
      choices: PART_ORDER,
      help: "The part of the site to rebuild: 'home', 'search', 'project' or 'index'. 'project' and 'index' take an optional package",
      metavar: 'part',
    },
  },
  {
    name: 'package',
    settings: {
      help: "With 'project' or 'index', the package whose pages are rebuilt (default: ALL packages, after a confirmation)",
      nargs: '?',
    },
  },
]
