import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi} from 'vitest'

import {type AllPackagesOptions, openAllPackages} from '../../src/database/all.js'
import {DatabaseError} from '../../src/database/database-error.js'
import {collect} from '../packages/collect.js'
import {startDatabase, type TestDatabase} from '../support/database.js'

const COUNT = 5000
const names = Array.from({length: COUNT}, (_, index) => `pkg-${String(index + 1).padStart(7, '0')}`)
const isReal = Boolean(process.env.PIW_TEST_DSN)

describe('all packages, of a database that may go away', () => {
  let database: TestDatabase
  let folder: string
  const start = async () => {
    database = await startDatabase({packages: COUNT, socketDir: folder})
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'piw-all-'))
    await start()
  })

  afterAll(async () => {
    await database.stop()
    rmSync(folder, {force: true, recursive: true})
  })

  async function open(options: Partial<AllPackagesOptions> = {}) {
    const onBack = vi.fn<() => void>()
    const onLost = vi.fn<(error: DatabaseError) => void>()
    const packages = await openAllPackages({dsn: database.dsn, onBack, onLost, ...options})
    onTestFinished(() => packages.close())
    return {onBack, onLost, packages}
  }

  it('are those of the database, where it does not', async () => {
    const {onLost, packages} = await open()
    expect(packages.count).toBe(COUNT)
    expect(await collect(packages)).toEqual(names)
    expect(onLost).not.toHaveBeenCalled()
  })

  it('go on after the last name when it is killed in mid-cursor and started again', async () => {
    const {onBack, onLost, packages} = await open()
    const found: string[] = []
    let restarted: Promise<void> | undefined
    for await (const some of packages) {
      const isFirst = found.length === 0
      found.push(...some)
      if (!isFirst) continue
      await database.kill('SIGKILL')
      onLost.mockImplementationOnce(() => {
        if (!isReal) restarted = start()
      })
    }

    expect(found).toEqual(names)
    expect(onLost).toHaveBeenCalledOnce()
    expect(onLost.mock.calls[0]![0].message).toContain('The connection to PostgreSQL was lost')
    expect(onBack).toHaveBeenCalledOnce()
    await restarted
  })

  it('keep their pattern then', async () => {
    const {packages} = await open({match: 'pkg-*1'})
    const found: string[] = []
    for await (const some of packages) {
      const isFirst = found.length === 0
      found.push(...some)
      if (!isFirst) continue
      await database.kill('SIGKILL')
      if (!isReal) await start()
    }

    // The first batch was there already, and the next one on its way.
    expect(found).toEqual(names.filter((name) => name.endsWith('1')))
  })

  describe.skipIf(isReal)('when it does not come back', () => {
    afterEach(start)

    it('are given up after a while, with what the last attempt met', async () => {
      const {onBack, onLost, packages} = await open({patience: 1})
      const found: string[] = []
      const reading = (async () => {
        for await (const some of packages) {
          if (found.length === 0) await database.kill('SIGKILL')
          found.push(...some)
        }
      })()
      await expect(reading).rejects.toThrow('PostgreSQL is not running')
      expect(found).toEqual(names.slice(0, found.length))
      expect(onLost).toHaveBeenCalledOnce()
      expect(onBack).not.toHaveBeenCalled()
    })

    it('are no longer waited for when the user stops', async () => {
      const stop = new AbortController()
      const {packages} = await open({
        onLost: () => stop.abort(new Error('stopped')),
        patience: 60,
        signal: stop.signal,
      })
      let found = 0
      const reading = (async () => {
        for await (const some of packages) {
          if (found === 0) await database.kill('SIGKILL')
          found += some.length
        }
      })()
      await expect(reading).rejects.toThrow('stopped')
    })
  })

  it.skipIf(isReal)('that cannot be read at first are an error at once', async () => {
    const dsn = 'postgres:///piwheels?host=/nowhere'
    await expect(openAllPackages({dsn})).rejects.toBeInstanceOf(DatabaseError)
  })
})
