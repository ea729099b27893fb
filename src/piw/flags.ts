import * as Flags from '@oclif/core/flags'

import {definitions} from '../config/keys.js'
import {secondsFlag} from './seconds-flag.js'

/**
 * The flags of every piw command. Those that are also keys of `piwheels.conf` have no default here: a flag not given
 * leaves the word to the configuration.
 */
export const piwFlags = {
  configuration: Flags.string({
    char: 'c',
    description: 'Read this file too; it overrides the default files.',
    helpGroup: 'GLOBAL',
    helpValue: 'FILE',
  }),
  help: Flags.help({char: 'h', helpGroup: 'GLOBAL'}),
  'import-queue': Flags.string({
    description: `The master (default: ${definitions['import-queue'].default}).`,
    helpGroup: 'GLOBAL',
    helpValue: 'ADDR',
  }),
  'log-file': Flags.string({
    char: 'l',
    description: 'Append a line an event to this file.',
    helpGroup: 'GLOBAL',
    helpValue: 'FILE',
  }),
  quiet: Flags.boolean({
    char: 'q',
    description: 'Show errors only.',
    exclusive: ['verbose'],
    helpGroup: 'GLOBAL',
  }),
  timeout: secondsFlag({
    description: `Give up after such a silence (default: ${definitions.timeout.default}).`,
    helpGroup: 'GLOBAL',
  }),
  'trust-user': Flags.string({
    description: "Take the master's socket from this user, too.",
    helpGroup: 'GLOBAL',
    helpValue: 'USER',
  }),
  verbose: Flags.boolean({
    char: 'v',
    description: 'Show what is done and why.',
    helpGroup: 'GLOBAL',
  }),
}
