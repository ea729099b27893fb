import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import {distinct, invented, Scene} from './scene.js'

const COUNT = 5000
const scene = new Scene({})
const names = invented(COUNT)
/** Where it is a real PostgreSQL, its connections are broken instead, and it is back at once. */
const isReal = Boolean(process.env.PIW_TEST_DSN)

describe('a database that goes away in mid-cursor', () => {
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

  it('and comes back: that is said, and the names go on after the last one', async () => {
    const master = await scene.master({packages: names, serviceTime: 0.2})
    const terminal = scene.terminal(['project', '--yes', '-l', scene.home.at('log')])
    await master.untilReceived(100)
    await kill()
    if (!isReal) {
      await terminal.waitFor(/\/5,000 {2}The database is gone; waiting for it to return/)
      await start()
    }

    expect((await terminal.exited).code).toBe(0)
    expect(terminal.screen).toContain('5,000 queued, 0 refused, 0 unanswered')
    expect(terminal.screen).toMatch(/Warning: The connection to PostgreSQL was lost/)
    expect(await scene.asked()).toEqual(names)
  })

  it('together with the master, and both come back: nothing is lost', async () => {
    const first = await scene.master({packages: names, serviceTime: 0.2})
    const run = scene.start(['project', '--yes'])
    await first.untilReceived(100)
    await Promise.all([kill(), first.kill()])
    await run.until(/The master is gone/)
    if (!isReal) await start()
    await scene.master({packages: names})
    const {code, stdout} = await run.result
    expect(stdout).toContain('5,000 queued, 0 refused, 0 unanswered')
    expect(distinct(await scene.asked())).toEqual(names)
    expect(code).toBe(0)
  })

  it.skipIf(isReal)('and does not come back: the run ends cleanly, and can be resumed once it is there', async () => {
    const master = await scene.master({packages: names, serviceTime: 0.2})
    const run = scene.start(['project', '--yes', '--timeout', '2'])
    await master.untilReceived(100)
    await kill()
    const {code, stderr, stdout} = await run.result
    expect(stderr).toMatch(/^Error: PostgreSQL is not running at /m)
    const asked = await scene.asked()
    expect(stdout).toContain(`${asked.length.toLocaleString('en')} queued, 0 refused, 0 unanswered`)
    expect(asked).toEqual(names.slice(0, asked.length))
    expect(stdout).toContain('piw rebuild project --resume')
    expect(code).toBe(1)

    const inVain = await scene.start(['project', '--yes', '--resume', '--timeout', '1']).result
    expect(inVain.stderr).toMatch(/^Error: PostgreSQL is not running at /m)
    expect(inVain.code).toBe(1)

    await start()
    const resumed = await scene.start(['project', '--yes', '--resume']).result
    expect(resumed.stdout).toContain('5,000 queued, 0 refused, 0 unanswered')
    expect(await scene.asked()).toEqual(names)
    expect(resumed.code).toBe(0)
  })

  it.skipIf(isReal).each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is no longer waited for after %s', async (signal, expected) => {
    const master = await scene.master({packages: names, serviceTime: 0.2})
    const run = scene.start(['project', '--yes'])
    await master.untilReceived(100)
    await kill()
    await run.until(/waiting for the database to return/)
    run.child.kill(signal)
    const {code, stdout} = await run.result
    expect(stdout).toMatch(/^Stopped by .*, 0 refused, 0 unanswered/m)
    expect(stdout).toContain('piw rebuild project --resume')
    expect(code).toBe(expected)
  })

  it.skipIf(isReal)('is not waited for after Ctrl-C when it hangs', async () => {
    const master = await scene.master({packages: names, serviceTime: 0.2})
    const terminal = scene.terminal(['project', '--yes'])
    await master.untilReceived(100)
    await scene.database.kill('SIGSTOP')
    // All that was fetched has been asked for: a batch, and the one behind it, which may have come just before.
    await expect.poll(() => master.count(), {timeout: 20_000}).toSatisfy((count) => count % 1000 === 0)
    terminal.type('\u0003')
    const {code} = await terminal.exited
    await scene.database.kill('SIGCONT')
    expect(terminal.screen).toMatch(/Stopped by Ctrl-C\. [\d,]+ queued, 0 refused, 0 unanswered/)
    expect(code).toBe(130)
  })
})
