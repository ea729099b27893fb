import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {definitions} from '../config/keys.js'
import {secondsFlag} from '../piw/seconds-flag.js'
import {paceFlags} from './pace-flags.js'

/** The flags of every rebuild. */
export const rebuildFlags = {
  wait: Flags.boolean({description: 'Wait until the pages are written.'}),
  'wait-timeout': secondsFlag({
    description: 'Time limit for each page (default: none).',
  }),
  yes: Flags.boolean({char: 'y', description: 'Never prompt.'}),
}

/** The flags of a rebuild of the pages of packages. */
export const packagesFlags = {
  ...rebuildFlags,
  ...paceFlags,
  'dry-run': Flags.boolean({
    description: 'Show what would be requested, and send nothing.',
  }),
  dsn: Flags.string({
    description: `The database (default: ${definitions.dsn.default}).`,
    helpValue: 'URL',
  }),
  match: Flags.string({
    description: "Only packages that match, e.g. 'django-*'.",
    exclusive: ['packages-from', 'single-request'],
    helpValue: 'GLOB',
  }),
  'older-than': Flags.string({
    description: 'Only pages missing or older than this, e.g. 3d.',
    helpValue: 'WHEN',
  }),
  'packages-from': Flags.string({
    description: 'Read packages from a file; - for standard input.',
    exclusive: ['single-request'],
    helpValue: 'FILE',
  }),
  resume: Flags.boolean({
    description: 'Resume a stopped run.',
    exclusive: ['packages-from', 'single-request'],
  }),
  'single-request': Flags.boolean({
    description: 'Send one request for all; other clients must wait.',
  }),
}

/** The arguments of a rebuild of the pages of packages. */
export const packagesArgs = {
  package: Args.string({
    description: 'Package names (default: all packages).',
    multiple: true,
  }),
}

/** The description of both commands; one paragraph, so that the help fits a screen. */
export const packagesDescription = [
  'Without package names, every package in the database is requested, one by one, after a confirmation.',
  'Names are normalized as by pip: Django is django.',
  "Requests are paced so that other clients wait up to --max-wait; the rate adapts to the master's speed.",
  'The command returns when the master has queued everything; --wait waits until the pages are written, a minute later at the earliest.',
  'Failed packages are listed in a file for --packages-from.',
  'Exit codes: 0 all queued, 1 something failed, 2 nothing sent, 129, 130 and 143 stopped by SIGHUP, Ctrl-C and SIGTERM.',
].join(' ')
