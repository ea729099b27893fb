import path from 'node:path'

import type {PiwConfig} from '../config/setting.js'

import {describeDsn} from '../database/dsn.js'

const KEYS = ['import-queue', 'trust-user', 'timeout', 'dsn'] as const

/**
 * The flags of this command line that select the master and the database, including `--configuration`, for use in
 * another command. A dsn with a password is omitted, as it must not be shown.
 */
export function retryFlags(config: PiwConfig, configuration?: string): readonly string[] {
  const flags = configuration === undefined ? [] : ['--configuration', path.resolve(configuration)]
  for (const key of KEYS) {
    const {source, value} = config[key]
    if (source.from !== 'command line' || value === undefined) continue
    if (key === 'dsn' && describeDsn(String(value)) !== value) continue
    flags.push(`--${key}`, String(value))
  }

  return flags
}
