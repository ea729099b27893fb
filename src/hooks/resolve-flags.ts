import type {PiwConfig} from '../config/setting.js'
import type {PiwFlags} from './events.js'

import {settingKeys} from '../config/keys.js'
import {resolveConfig} from '../config/resolve.js'
import {warnOfCopies} from './copies.js'

/** Resolves the configuration from a command's flags and the configuration files; provides both hooks with it. */
export async function resolveFlags(flags: PiwFlags): Promise<PiwConfig> {
  const {configuration} = flags
  const given = settingKeys.filter((key) => flags[key] !== undefined)
  const config = await resolveConfig({
    commandLine: Object.fromEntries(given.map((key) => [key, flags[key]])),
    ...(configuration !== undefined && {configuration}),
  })
  if (!config.quiet.value) warnOfCopies()
  return config
}
