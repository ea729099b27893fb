import {renameSync} from 'node:fs'
import {createServer} from 'node:net'
import {describe, expect, it} from 'vitest'

import {distinct, invented, setScene} from './scene.js'

const scene = setScene()

const AWAY = 'The master is gone; waiting for it to return'
const names = invented(1000)

/** Asks for a thousand packages, from a list. */
function rebuildList(...args: string[]) {
  return scene.start(['project', '--packages-from', '-', ...args], {input: names.join('\n')})
}

const allQueued = /^1,000 queued, 0 refused, 0 unanswered, [\d,]+ queued again in/m

/** Something that takes the first connection for a master's, and dies of it. */
async function dyingListener() {
  const died = new Promise<void>((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      server.close(() => resolve())
      socket.destroy()
    })
    server.listen(scene.socket)
  })
  return {died}
}

describe('a master that goes away', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'in mid-stream (%s) and comes back: nothing is lost, nothing out of order',
    async (signal) => {
      const first = await scene.master({serviceTime: 1})
      const run = rebuildList()
      await first.untilReceived(200)
      await first.kill(signal)
      await run.until(/master is gone/)
      await scene.master()
      const {code, stderr, stdout} = await run.result
      const [away, back] = stderr.split('\n')
      expect(away).toBe(`Warning: ${AWAY}.`)
      expect(back).toMatch(/^The master is back\. Requesting again [12]\d\d packages that it may not have written\.$/)
      expect(stdout).toMatch(allQueued)
      expect(distinct(await scene.asked())).toEqual(names)
      expect(code).toBe(0)
    },
  )

  it('is said in the terminal while it lasts', async () => {
    const first = await scene.master({dieAfter: 10})
    const file = scene.home.write('list.txt', names.join('\n'))
    const terminal = scene.terminal(['project', '--packages-from', file])
    await terminal.waitFor(/\/1,000 {2}The master is gone; waiting for it to return/)
    await first.exited
    await scene.master({serviceTime: 1})
    await terminal.waitFor(/left/)
    expect((await terminal.exited).code).toBe(0)
    expect(terminal.screen).toMatch(allQueued)
  })

  it('again and again is no worse', async () => {
    let master = await scene.master({dieAfter: 100})
    const run = rebuildList()
    for (let death = 0; death < 4; death++) {
      await master.exited
      master = await scene.master({dieAfter: 100 + death})
    }

    await master.exited
    await scene.master()
    const {code, stdout} = await run.result
    expect(stdout).toMatch(allQueued)
    expect(distinct(await scene.asked())).toEqual(names)
    expect(code).toBe(0)
  })

  it('because its socket file is replaced: the old one is used as long as it lives, then the new one', async () => {
    const first = await scene.master({serviceTime: 10})
    const run = rebuildList()
    await first.untilReceived(100)
    const address = `${scene.address}-new`
    await scene.master({address})
    renameSync(address.slice('ipc://'.length), scene.socket)
    await first.kill()
    const {code, stdout} = await run.result
    expect(stdout).toMatch(allQueued)
    expect(distinct(await scene.asked())).toEqual(names)
    expect(code).toBe(0)
  })

  it('and does not come back within --timeout: what it may not have written, and what was in flight, is unanswered, counted and listed', async () => {
    const master = await scene.master({dieAfter: 100})
    const run = rebuildList('--timeout', '1', '--json')
    await master.exited
    const {code, stdout} = await run.result
    const report = JSON.parse(stdout)
    expect(report.error).toBe('The master is gone and did not return within 1 s.')
    expect(report).toMatchObject({queued: 0, refused: 0, requested: report.unanswered, requeued: 0})
    expect(report.unanswered).toBeGreaterThan(100)
    expect(report.unanswered).toBeLessThanOrEqual(164)
    const again = scene.start(['project', '--dry-run', '-v', '--packages-from', report.failureList])
    const {stdout: listed} = await again.result
    expect(listed.trim().split('\n')).toEqual(names.slice(0, report.unanswered))
    expect(code).toBe(1)
  })

  it('during the only request is the same case', async () => {
    const first = await scene.master({dieAfter: 0})
    const run = scene.start(['home'])
    await first.exited
    await run.until(/master is gone/)
    await scene.master()
    const {code, stdout} = await run.result
    expect(stdout).toContain('Queued: the home page.\n')
    expect(code).toBe(0)
  })

  it('during the last answers is the same case', async () => {
    const first = await scene.master({dieAfter: 998})
    const run = rebuildList()
    await first.exited
    await run.until(/master is gone/)
    await scene.master()
    const {code, stdout} = await run.result
    expect(stdout).toMatch(allQueued)
    expect(distinct(await scene.asked())).toEqual(names)
    expect(code).toBe(0)
  })

  it('while the first connection is made is the same case', async () => {
    const {died} = await dyingListener()
    const run = scene.start(['project', 'pkg-0000001'])
    await died
    await run.until(/master is gone/)
    await scene.master()
    const {code, stderr, stdout} = await run.result
    expect(stderr).toBe(`Warning: ${AWAY}.\n`)
    expect(stdout).toContain('1 queued, 0 refused, 0 unanswered')
    expect(code).toBe(0)
  })

  it('while the first connection is made, and does not come back within --timeout: exit 1, nothing sent', async () => {
    const {died} = await dyingListener()
    const run = scene.start(['project', 'pkg-0000001', '--timeout', '1'])
    await died
    const {code, stderr} = await run.result
    expect(stderr).toContain('Error: The master is gone and did not return within 1 s.\n')
    expect(code).toBe(1)
  })
})
