import {describe, expect, it} from 'vitest'

import {invented, setScene} from './scene.js'

const scene = setScene()

const names = invented(1000)

/** Asks for a thousand packages, from a list. */
function rebuildList(...args: string[]) {
  return scene.start(['project', '--packages-from', '-', ...args], {input: names.join('\n')})
}

const allQueued = /^1,000 queued, 0 refused, 0 unanswered in/m

describe('a master that is only slow', () => {
  it('is waited for while the connection stands, and that is said', async () => {
    const master = await scene.master({serviceTime: 1})
    const file = scene.home.write('list.txt', names.join('\n'))
    const terminal = scene.terminal(['project', '--packages-from', file, '-l', scene.home.at('log')])
    await master.untilReceived(100)
    await master.kill('SIGSTOP')
    await terminal.waitFor(/\/1,000 {2}No answer for \d+ s; the master is connected and busy/)
    await master.kill('SIGCONT')
    expect((await terminal.exited).code).toBe(0)
    expect(terminal.screen).toMatch(allQueued)
    expect(await scene.asked()).toEqual(names)
  })

  it('before the connection stands is waited for as well; when it dies then, that is the same case as ever', async () => {
    const first = await scene.master()
    await first.kill('SIGSTOP')
    const run = scene.start(['project', 'pkg-0000001'])
    await run.until(/No answer for \d+ s from the master at/)
    await first.kill()
    await run.until(/master is gone/)
    await scene.master()
    const {code, stdout} = await run.result
    expect(stdout).toContain('1 queued, 0 refused, 0 unanswered')
    expect(code).toBe(0)
  })

  it('longer than --timeout is given up: exit 1, what was in flight is unanswered', async () => {
    const master = await scene.master({serviceTime: 1})
    const run = rebuildList('--timeout', '1.5', '--json')
    await master.untilReceived(100)
    await master.kill('SIGSTOP')
    const {code, stdout} = await run.result
    const report = JSON.parse(stdout)
    expect(report.error).toBe(`The master at ${scene.address} has not answered for 1.5 s.`)
    expect(report.queued + report.unanswered).toBe(report.requested)
    expect(report.unanswered).toBeGreaterThan(0)
    expect(code).toBe(1)
  })

  it('longer than --timeout before the connection stands is given up', async () => {
    const master = await scene.master()
    await master.kill('SIGSTOP')
    const {code, stderr} = await scene.start(['home', '--timeout', '0.5']).result
    expect(stderr).toContain(`Error: The master at ${scene.address} has not answered for 0.5 s.`)
    expect(code).toBe(1)
  })
})
