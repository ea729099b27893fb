import type {Config} from '@oclif/core/interfaces'

import {loadHelpClass} from '@oclif/core/help'

/**
 * Shows the help of a command or topic. A separate module, as it is slow to load.
 *
 * @param config the host's
 * @param subject such as `['rebuild']`
 */
export async function showHelp(config: Config, subject: readonly string[]): Promise<void> {
  const Help = await loadHelpClass(config)
  await new Help(config, config.pjson.oclif.helpOptions).showHelp([...subject])
}
