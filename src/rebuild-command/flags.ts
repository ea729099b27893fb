import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {rateFlag} from './rate-flag.js'
import {waitFlags} from './wait-flags.js'

/** The flags of every rebuild. */
export const rebuildFlags = {
  ...waitFlags,
  yes: Flags.boolean({char: 'y', description: 'Do not ask before a rebuild of all packages.'}),
}

/** The flags of a rebuild of the pages of packages. */
export const packagesFlags = {
  ...rebuildFlags,
  'dry-run': Flags.boolean({
    description: 'Say what would be asked for (with -v each name) and send nothing.',
    helpGroup: 'PACKAGE',
  }),
  dsn: Flags.string({
    description: 'The database with all packages (default: postgres:///piwheels).',
    helpGroup: 'PACKAGE',
    helpValue: 'URL',
  }),
  match: Flags.string({
    description: 'Of all packages only those whose name matches: * is any text, ? any character.',
    exclusive: ['packages-from', 'single-request'],
    helpGroup: 'PACKAGE',
    helpValue: 'GLOB',
  }),
  'older-than': Flags.string({
    description: 'Only packages whose page is missing or older: a date, a date and time, or a time span such as 3d.',
    helpGroup: 'PACKAGE',
    helpValue: 'WHEN',
  }),
  'packages-from': Flags.string({
    description: 'Packages from a file, one a line; - is standard input.',
    exclusive: ['single-request'],
    helpGroup: 'PACKAGE',
    helpValue: 'FILE',
  }),
  rate: rateFlag({
    description: 'Ask for so many packages a second, 0 for as many as the master answers (default: as it can write).',
    exclusive: ['single-request'],
    helpGroup: 'PACKAGE',
  }),
  resume: Flags.boolean({
    description: 'Go on with the rebuild of all packages that was stopped.',
    exclusive: ['packages-from', 'single-request'],
    helpGroup: 'PACKAGE',
  }),
  'single-request': Flags.boolean({
    description: 'Let the master expand all packages by itself; it answers nobody else meanwhile.',
    helpGroup: 'PACKAGE',
  }),
}

/** The arguments of a rebuild of the pages of packages. */
export const packagesArgs = {
  package: Args.string({
    description: 'A package to rebuild the pages of, by its name; all known packages unless given.',
    multiple: true,
  }),
}

/** What there is to say about a rebuild of the pages of packages. */
export const packagesDescription = [
  'With no package named, the pages of every package that the database knows are asked for, one request each, after a question. Names are taken as pip takes them: Django is django.',
  'More than a hundred packages are asked for at a rate at which the master can write their pages, so that it goes on answering its other clients; the rate is found on the way.',
  'The command returns when the master has queued everything; it writes the pages a minute later at the earliest, which --wait waits for. Packages that are not queued are listed in a file for --packages-from.',
  'Exit codes: 0 all queued, 1 something failed, 2 nothing sent (usage, configuration, declined), 130 and 143 stopped by Ctrl-C and SIGTERM.',
].join('\n\n')
