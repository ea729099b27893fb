import {once} from 'node:events'
import {existsSync, mkdirSync, readFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {describe, expect, it} from 'vitest'

import {PIW, unpaced} from '../support/piw.js'
import {Terminal} from '../support/terminal.js'
import {invented, setScene} from './scene.js'

const scene = setScene()

const names = invented(3000)
const STOPS = [
  ['Ctrl-C', 130, (terminal: Terminal) => terminal.type('\u0003')],
  ['SIGTERM', 143, (terminal: Terminal) => terminal.kill('SIGTERM')],
] as const

/** A terminal left as it was: with its cursor, and at the beginning of a line. */
function expectTidy({isCursorVisible, raw, screen}: Terminal) {
  expect(isCursorVisible).toBe(true)
  // eslint-disable-next-line no-control-regex
  expect(raw.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '')).toMatch(/\n$/)
  expect(screen).not.toMatch(/^ +at /m)
}

/** A database that takes connections and says nothing. */
async function silentDatabase() {
  const folder = scene.home.at('silent')
  mkdirSync(folder)
  const server = createServer(() => {})
  server.listen(`${folder}/.s.PGSQL.5432`)
  await once(server, 'listening')
  scene.onEnd(async () => server.close())
  return {asked: once(server, 'connection'), dsn: `postgres:///piwheels?host=${folder}`}
}

function rebuildList() {
  const file = scene.home.write('list.txt', names.join('\n'))
  return scene.terminal(['project', '--packages-from', file, '-l', scene.home.at('log')])
}

/** A question that stands. */
async function ask() {
  const terminal = scene.terminal(['project', '--single-request'])
  await terminal.waitFor(/Continue\?/)
  return terminal
}

describe('a rebuild that is stopped by a signal', () => {
  describe.each(STOPS)('%s', (name, expected, stop) => {
    const stopped = `Stopped by ${name}.`

    it('while connecting to a master that says nothing ends at once, and nothing is sent', async () => {
      const master = await scene.master()
      await master.kill('SIGSTOP')
      const terminal = scene.terminal(['project', 'pkg-0000001'])
      await terminal.waitFor(/Connecting to the master/)
      stop(terminal)
      const {code} = await terminal.exited
      await master.kill('SIGCONT')
      expect(code).toBe(expected)
      expect(terminal.screen).toContain(stopped)
      expectTidy(terminal)
      expect(await scene.asked()).toEqual([])
    })

    it('while counting in a database that says nothing ends at once, and nothing is sent', async () => {
      await scene.master()
      const {asked, dsn} = await silentDatabase()
      const terminal = scene.terminal(['project', '--yes', '--dsn', dsn])
      await asked
      await terminal.waitFor(/Counting all packages/)
      stop(terminal)
      expect((await terminal.exited).code).toBe(expected)
      expect(terminal.screen).toContain(stopped)
      expectTidy(terminal)
      expect(await scene.asked()).toEqual([])
    })

    it('in mid-stream settles what is in flight, and tells exactly what was queued', async () => {
      const master = await scene.master({serviceTime: 1})
      const terminal = rebuildList()
      await master.untilReceived(100)
      stop(terminal)
      expect((await terminal.exited).code).toBe(expected)
      const asked = await scene.asked()
      expect(terminal.screen.replaceAll('\n', ' ')).toContain(
        `${stopped} ${asked.length.toLocaleString('en')} queued, 0 refused, 0 unanswered, ` +
          `${(names.length - asked.length).toLocaleString('en')} not requested in`,
      )
      // The summary alone: what was not requested is not named one by one.
      expect(readFileSync(scene.home.at('log'), 'utf8')).not.toMatch(/pkg-\d+: /)
      expectTidy(terminal)
    })

    it('while a lost master is waited for ends at once; what was in flight or may be lost is unanswered', async () => {
      const master = await scene.master({dieAfter: 100})
      const terminal = rebuildList()
      await master.exited
      await terminal.waitFor(/master is gone/)
      stop(terminal)
      expect((await terminal.exited).code).toBe(expected)
      expect(terminal.screen).toMatch(/0 queued, 0 refused, 1[1-9]\d* unanswered/)
      expectTidy(terminal)
    })

    it('while the master is silent waits a few seconds; a second one ends at once', async () => {
      const master = await scene.master({serviceTime: 1})
      const terminal = rebuildList()
      await master.untilReceived(100)
      await master.kill('SIGSTOP')
      stop(terminal)
      await terminal.waitFor(/Stopping; waiting for outstanding replies/)
      stop(terminal)
      expect((await terminal.exited).code).toBe(expected)
      // The first would have been followed by a summary.
      expect(terminal.screen).not.toContain('queued,')
      expectTidy(terminal)
    })

    it('while the master is silent ends after a few seconds by itself, with a summary', async () => {
      const master = await scene.master({serviceTime: 1})
      const terminal = rebuildList()
      await master.untilReceived(100)
      await master.kill('SIGSTOP')
      stop(terminal)
      expect((await terminal.exited).code).toBe(expected)
      expect(terminal.screen).toMatch(/queued, 0 refused, [1-9]\d* unanswered/)
      expectTidy(terminal)
    })
  })

  describe('SIGHUP, the end of its terminal,', () => {
    it('settles what is in flight, logs the summary, lists the rest and exits 129', async () => {
      const master = await scene.master({serviceTime: 1})
      const [list, log, status] = [
        scene.home.write('list.txt', names.join('\n')),
        scene.home.at('log'),
        scene.home.at('st'),
      ]
      // The shell ends with its terminal, and the system hangs up what it has started.
      const script = `(trap '' HUP; "$0" "$@"; echo $? > ${status}) & wait`
      const args = ['rebuild', ...unpaced(['project', '--packages-from', list, '-l', log])]
      const terminal = new Terminal(['-c', script, process.execPath, PIW, ...args], {
        command: 'sh',
        env: scene.home.env,
      })
      await master.untilReceived(100)
      terminal.hangUp()
      await expect.poll(() => existsSync(status) && readFileSync(status, 'utf8')).toBe('129\n')
      const asked = (await scene.asked()).length
      expect(readFileSync(log, 'utf8')).toMatch(
        new RegExp(
          String.raw`INFO: A rebuild of project pages begins \(process \d+\)\.\n[^]*` +
            `Stopped by SIGHUP\\. ${asked.toLocaleString('en')} queued, 0 refused, 0 unanswered, ` +
            `${(names.length - asked).toLocaleString('en')} not requested in`,
        ),
      )
      const rest = readFileSync(/--packages-from (\S+?\.txt)/.exec(readFileSync(log, 'utf8'))?.[1] ?? '', 'utf8')
      expect(rest.match(/^pkg-\d+ # not requested$/gm)).toHaveLength(names.length - asked)
    })

    it('may come twice', async () => {
      const master = await scene.master({serviceTime: 1})
      const terminal = rebuildList()
      await master.untilReceived(100)
      terminal.kill('SIGHUP')
      terminal.kill('SIGHUP')
      expect((await terminal.exited).code).toBe(129)
      expect(terminal.screen).toMatch(/Stopped by SIGHUP\. [\d,]+ queued, 0 refused, 0 unanswered/)
      expectTidy(terminal)
    })
  })

  it('shows the summary in the terminal when Ctrl-C has ended the reader of its output, too', async () => {
    const master = await scene.master({serviceTime: 1})
    const list = scene.home.write('list.txt', names.join('\n'))
    const tee = `tee ${scene.home.at('copy')}`
    const terminal = scene.terminal(['project', '--packages-from', list], {pipedInto: tee})
    await master.untilReceived(100)
    terminal.type('\u0003')
    await terminal.waitFor(/Stopped by Ctrl-C\. [\d,]+ queued, 0 refused, 0 unanswered[^]*--packages-from \S+/)
  })

  it('shows its status at SIGUSR1, with --quiet as well, and opens no debugger', async () => {
    const master = await scene.master({serviceTime: 1})
    const list = scene.home.write('list.txt', names.join('\n'))
    const run = scene.start(['project', '--packages-from', list, '-q'])
    await master.untilReceived(100)
    run.child.kill('SIGUSR1')
    await run.until(/project pages .*\/3,000/)
    run.child.kill('SIGTERM')
    const {code, stderr} = await run.result
    expect(stderr.split('\n', 2)).toEqual([
      expect.stringMatching(/^project pages .*\/3,000/),
      expect.stringMatching(/^Stopped/),
    ])
    expect(code).toBe(143)
  })

  it('stays at its prompt at SIGUSR1', async () => {
    await scene.master()
    const terminal = await ask()
    terminal.kill('SIGUSR1')
    terminal.type('n\r')
    expect((await terminal.exited).code).toBe(2)
    expect(terminal.screen).not.toContain('Debugger')
  })

  describe('the prompt', () => {
    it('takes Ctrl-C for a no', async () => {
      await scene.master()
      const terminal = await ask()
      terminal.type('\u0003')
      expect((await terminal.exited).code).toBe(2)
      expectTidy(terminal)
      expect(await scene.asked()).toEqual([])
    })

    it.each([
      ['SIGHUP', 129],
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('is ended by %s, and nothing is sent', async (signal, expected) => {
      await scene.master()
      const terminal = await ask()
      terminal.kill(signal)
      expect((await terminal.exited).code).toBe(expected)
      expectTidy(terminal)
      expect(await scene.asked()).toEqual([])
    })
  })

  describe('without a terminal', () => {
    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('%s while standard input never comes ends the run', async (signal, expected) => {
      await scene.master()
      const run = scene.start(['project', '--packages-from', '-'], {input: null})
      run.child.stdin.write('pkg-0000001\n')
      await run.until(/Connected/)
      run.child.kill(signal)
      const {code, stdout} = await run.result
      expect(stdout).toMatch(/^Stopped by \S+ [01] queued, 0 refused, 0 unanswered/m)
      expect(code).toBe(expected)
    })
  })
})
