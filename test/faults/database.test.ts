import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import {invented, Scene} from './scene.js'

const COUNT = 5000
const scene = new Scene({})
const names = invented(COUNT)
/** Where it is a real PostgreSQL, its connections are broken instead, and it is back at once. */
const isReal = Boolean(process.env.PIW_TEST_DSN)

describe('a database that goes away', () => {
  let isDown = false
  let socketDir: string

  const start = async () => {
    await scene.openDatabase({packages: COUNT, socketDir})
    isDown = false
  }

  const kill = async () => {
    isDown = !isReal
    await scene.database.kill('SIGKILL')
  }

  beforeAll(async () => {
    socketDir = mkdtempSync(path.join(tmpdir(), 'piw-db-'))
    await start()
  })

  beforeEach(async () => {
    if (isDown) await start()
    await scene.begin()
  })

  afterEach(() => scene.end())
  afterAll(async () => {
    await scene.close()
    rmSync(socketDir, {force: true, recursive: true})
  })

  it('in mid-run is of no interest: the names have been read', async () => {
    const master = await scene.master({packages: names, serviceTime: 0.2})
    const run = scene.start(['project', '--yes'])
    await master.untilReceived(100)
    await kill()
    const {code, stderr, stdout} = await run.result
    expect(stdout).toContain('5,000 queued, 0 refused, 0 unanswered')
    expect(stderr).toBe('')
    expect(await scene.asked()).toEqual(names)
    expect(code).toBe(0)
  })

  it.skipIf(isReal)('before a run is resumed is waited for up to the timeout, and is there the next time', async () => {
    const master = await scene.master({packages: names, serviceTime: 0.2})
    const run = scene.start(['project', '--yes'])
    await master.untilReceived(100)
    run.child.kill('SIGTERM')
    await run.result
    await kill()
    const inVain = await scene.start(['project', '--yes', '--resume', '--timeout', '1']).result
    expect(inVain.stderr).toMatch(/^Warning: PostgreSQL is not running at .*: waiting for the database to return\.\n/m)
    expect(inVain.stderr).toMatch(/^Error: PostgreSQL is not running at /m)
    expect(inVain.code).toBe(1)

    await start()
    const resumed = await scene.start(['project', '--yes', '--resume']).result
    expect(resumed.stdout).toContain('5,000 queued, 0 refused, 0 unanswered')
    expect(await scene.asked()).toEqual(names)
    expect(resumed.code).toBe(0)
  })

  describe.skipIf(isReal)('and hangs', () => {
    const hang = async () => {
      scene.onEnd(() => scene.database.kill('SIGCONT'))
      await scene.database.kill('SIGSTOP')
    }

    it('is waited for, which is said after five seconds, and left at once by Ctrl-C', async () => {
      await scene.master({packages: names})
      await hang()
      const terminal = scene.terminal(['project', '--yes', '--dsn', `${scene.database.dsn}&connect_timeout=30`])
      await terminal.waitFor(/Counting all packages: no answer from the database for [5-9] s/)
      terminal.type('\u0003')
      expect((await terminal.exited).code).toBe(130)
      expect(await scene.asked()).toEqual([])
    })

    it('is given up after the timeout', async () => {
      await scene.master({packages: names})
      await hang()
      const {code, stderr} = await scene.start(['project', '--yes', '--timeout', '1']).result
      expect(stderr).toMatch(/^Error: .*did not answer in time|^Error: .*has not answered for 1 s/m)
      expect(code).toBe(1)
    })
  })
})
