import * as Flags from '@oclif/core/flags'

import {definitions} from '../config/keys.js'
import {secondsFlag} from './seconds-flag.js'

/**
 * The flags of every piw command. Flags that are also keys of `piwheels.conf` have no default here: the configuration
 * provides it.
 */
export const piwFlags = {
  configuration: Flags.string({
    char: 'c',
    description: 'Also read this file; it overrides the default files.',
    helpGroup: 'GLOBAL',
    helpValue: 'FILE',
  }),
  help: Flags.help({char: 'h', helpGroup: 'GLOBAL'}),
  'import-queue': Flags.string({
    description: `Master's address (default: ${definitions['import-queue'].default}).`,
    helpGroup: 'GLOBAL',
    helpValue: 'ADDR',
  }),
  'log-file': Flags.string({
    char: 'l',
    description: 'Append log messages to this file.',
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
    description: `Give up when unanswered this long (default: ${definitions.timeout.default}).`,
    helpGroup: 'GLOBAL',
  }),
  'trust-user': Flags.string({
    description: 'Also trust a socket owned by this user.',
    helpGroup: 'GLOBAL',
    helpValue: 'USER',
  }),
  verbose: Flags.boolean({
    char: 'v',
    description: 'Show each step and its reason.',
    helpGroup: 'GLOBAL',
  }),
}
