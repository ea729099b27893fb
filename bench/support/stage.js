import {startMaster} from '@piwheels/plugin-rebuild/testing'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'

import {startDatabase} from '../../soak/surroundings.js'

/** The packages of the embedded database with so many. */
export function invented(count) {
  return Array.from({length: count}, (_, index) => `pkg-${String(index + 1).padStart(7, '0')}`)
}

/** A master and, where there are packages, a database, each in a process of its own, for as long as the work takes. */
export async function onStage({packages = 0, ...behaviour}, work) {
  const home = mkdtempSync(path.join(tmpdir(), 'piw-bench-'))
  const list = path.join(home, 'packages.txt')
  const stop = new AbortController()
  writeFileSync(list, ['foo', ...invented(packages)].join('\n'))
  const master = await startMaster({packagesFile: list, record: false, ...behaviour})
  try {
    const database = packages > 0 ? await startDatabase({folder: home, packages, signal: stop.signal}) : undefined
    const flags = ['--import-queue', master.address, ...(database ? ['--dsn', database.dsn] : [])]
    return await work({flags, home, list, master})
  } finally {
    stop.abort()
    await master.stop()
    rmSync(home, {force: true, recursive: true})
  }
}
