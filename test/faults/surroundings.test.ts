import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmodSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {canBeAnotherUser} from '../support/another-user.js'
import {piw, PIW, PIW_REBUILD} from '../support/piw.js'
import {Terminal} from '../support/terminal.js'
import {distinct, invented, setScene} from './scene.js'

const scene = setScene()

const names = invented(1000)

/** All characters of a text that are not ASCII. */
const beyondAscii = (text: string) => [...text].filter((character) => character > '~')

/** Runs a shell command, in which `"$@"` is a command line, in the home folder of the scene. */
async function shell(command: string, words: readonly string[]) {
  const child = spawn('sh', ['-c', command, 'sh', ...words], {
    env: scene.home.env,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code] = (await once(child, 'close')) as [number]
  return {code, stderr}
}

describe('the surroundings of a rebuild', () => {
  describe('standard output', () => {
    it('that is closed early is no crash: the run goes on to its end', async () => {
      const master = await scene.master({serviceTime: 1})
      const file = scene.home.write('list.txt', names.join('\n'))
      const run = scene.start(['project', '--packages-from', file])
      await master.untilReceived(10)
      run.child.stdout.destroy()
      const {code, stderr} = await run.result
      expect(stderr).toBe('')
      expect(await scene.asked()).toEqual(names)
      expect(code).toBe(0)
    })

    it('that is closed early, and standard error with it, is no crash either', async () => {
      const master = await scene.master({dieAfter: 10})
      const file = scene.home.write('list.txt', names.join('\n'))
      const run = scene.start(['project', '-v', '--packages-from', file])
      await master.untilReceived(5)
      run.child.stdout.destroy()
      run.child.stderr.destroy()
      await master.exited
      await scene.master()
      const {code} = await run.result
      expect(distinct(await scene.asked())).toEqual(names)
      expect(code).toBe(0)
    })

    it('that goes into head is no crash', async () => {
      await scene.master()
      const file = scene.home.write('list.txt', names.join('\n'))
      const terminal = scene.terminal(['project', '--packages-from', file], {pipedInto: 'head -1'})
      // The pipe ends with head, and piw goes on. Its summary is for the terminal.
      await terminal.waitFor(/1,000 queued, 0 refused, 0 unanswered/)
      expect(terminal.screen).toMatch(/^Connecting to the master at .*…\n1,000 queued/)
      expect(await scene.asked()).toEqual(names)
    })

    it('of a dry run that goes into head is no crash', async () => {
      const file = scene.home.write('list.txt', invented(100_000).join('\n'))
      const terminal = scene.terminal(['project', '--dry-run', '-v', '--packages-from', file], {pipedInto: 'head -2'})
      await terminal.exited
      expect(terminal.screen.split('\n').slice(0, 2)).toEqual(names.slice(0, 2))
      expect(terminal.screen).not.toMatch(/Error|EPIPE/)
    })
  })

  describe('standard input', () => {
    it('that ends in mid-line is read to its end', async () => {
      await scene.master()
      const {code, stdout} = await scene.start(['project', '--packages-from', '-'], {
        input: 'pkg-0000001\npkg-0000002',
      }).result
      expect(stdout).toContain('2 queued')
      expect(code).toBe(0)
    })

    it('that is empty is said', async () => {
      await scene.master()
      const {code, stderr} = await scene.start(['project', '--packages-from', '-'], {input: ''}).result
      expect(stderr).toBe('Warning: The list names no package; nothing was requested.\n')
      expect(code).toBe(0)
    })

    it('that comes late is waited for, longer than the timeout', async () => {
      const master = await scene.master()
      const run = scene.start(['project', '--packages-from', '-', '--timeout', '0.3'], {input: null})
      await run.until(/Connected/)
      run.child.stdin.write('pkg-0000001\n')
      await master.untilReceived(1)
      // Longer than the timeout, by the clock of the test.
      await new Promise((resolve) => {
        setTimeout(resolve, 600)
      })
      run.child.stdin.end('pkg-0000002\n')
      const {code, stdout} = await run.result
      expect(stdout).toContain('2 queued, 0 refused, 0 unanswered')
      expect(code).toBe(0)
    })
  })

  describe('standard output on a full disk', () => {
    it.each([
      ['plain', []],
      ['as JSON', ['--json']],
    ])('%s is said once, and the run goes on to its end: exit 1', async (_form, flags) => {
      await scene.master()
      const file = scene.home.write('list.txt', names.join('\n'))
      const args = [PIW, 'rebuild', 'project', '--rate', '0', '--packages-from', file, '--import-queue', scene.address]
      const {code, stderr} = await shell('"$@" >/dev/full', [process.execPath, ...args, ...flags])
      expect(stderr).toBe('Warning: cannot write to standard output: the disk is full\n')
      expect(await scene.asked()).toEqual(names)
      expect(code).toBe(1)
    })
  })

  describe('the terminal', () => {
    it('has one line for the bar after it was widened', async () => {
      const master = await scene.master({serviceTime: 1})
      const file = scene.home.write('list.txt', names.join('\n'))
      const terminal = scene.terminal(['project', '--rate', '0', '--packages-from', file], {columns: 50})
      await master.untilReceived(200)
      terminal.resize(120, 24)
      await master.untilReceived(400)
      await terminal.waitFor(/^. +█*░+ +[4-9]\d\d\/1,000 .*\n*$/m)
      expect(terminal.screen.split('\n').filter((line) => /left|\/s/.test(line))).toHaveLength(1)
      await terminal.exited
    })

    it.each([
      ['that does not know how wide it is', 'stty cols 0'],
      ['that cannot be repainted', 'export TERM=dumb'],
    ])('%s gets plain lines', async (_what, preparation) => {
      await scene.master()
      const words = [process.execPath, PIW, 'rebuild', 'project', 'pkg-0000001', '--import-queue', scene.address]
      const terminal = new Terminal(['-c', `${preparation}; exec "$@"`, 'sh', ...words], {
        command: '/bin/sh',
        env: scene.home.env,
      })
      await terminal.exited
      expect(terminal.raw).toContain('Requested project pages of 1 package')
      expect(terminal.raw).not.toContain('\u001B')
    })

    it('may be resized while it is drawn upon', async () => {
      const master = await scene.master({serviceTime: 1})
      const file = scene.home.write('list.txt', names.join('\n'))
      const terminal = scene.terminal(['project', '--packages-from', file])
      for (const [at, columns] of [
        [50, 30],
        [200, 7],
        [350, 1],
        [500, 200],
        [650, 80],
      ] as const) {
        await master.untilReceived(at)
        terminal.resize(columns, 24)
      }

      expect((await terminal.exited).code).toBe(0)
      expect(terminal.screen).toContain('1,000 queued, 0 refused, 0 unanswered')
      expect(terminal.isCursorVisible).toBe(true)
    })
  })

  describe('a locale without UTF-8', () => {
    const locale = (value: string) => ({...scene.home.env, LANG: value})

    it('leaves nothing that is not ASCII on the screen, whatever happens', async () => {
      const first = await scene.master({packages: names.slice(0, 900), serviceTime: 1})
      const file = scene.home.write('list.txt', names.join('\n'))
      const terminal = scene.terminal(['project', '--packages-from', file], {columns: 50, env: locale('C')})
      await terminal.waitFor(/\[#+\.+\]/)
      await first.kill()
      await terminal.waitFor(/master is gone/)
      await scene.master({packages: names.slice(0, 900)})
      await terminal.exited
      expect(terminal.screen).toContain('... and 90 more')
      expect(beyondAscii(terminal.raw)).toEqual([])
    })

    it('cuts what is too long with dots', async () => {
      const {stderr} = await scene.start(['project', 'x'.repeat(300)], {env: locale('POSIX')}).result
      expect(stderr).toContain('xxx...')
      expect(beyondAscii(stderr)).toEqual([])
    })
  })

  describe('an environment without HOME', () => {
    const {PATH} = process.env

    it('on a file system where nothing can be made: the command works, and ends', async () => {
      await scene.master()
      const {code, stderr} = await scene.start(['project', 'nosuch', '--import-queue', scene.address], {
        cwd: scene.home.folder,
        env: {...scene.home.env, HOME: '/proc'},
      }).result
      expect(stderr).toContain('cannot be listed in a file')
      expect(code).toBe(1)
    })

    it.each([
      ['not set', {PATH}],
      ['empty', {HOME: '', PATH}],
      ['a folder that is not there', {HOME: '/nowhere/at/all', PATH}],
    ])('%s: the command works', async (_case, env) => {
      await scene.master()
      const args = ['--import-queue', scene.address]
      const {code, stdout} = await scene.start(['project', 'pkg-0000001', ...args], {cwd: scene.home.folder, env})
        .result
      expect(stdout).toContain('1 queued')
      expect(code).toBe(0)
    })

    it.runIf(canBeAnotherUser).each([
      ['piw', PIW, ['rebuild']],
      ['piw-rebuild', PIW_REBUILD, []],
    ])('nor an entry in the list of users: %s works', async (_name, program, before) => {
      await scene.master()
      chmodSync(scene.home.folder, 0o755)
      chmodSync(scene.socket, 0o777)
      const {code, stderr, stdout} = await piw([...before, 'project', 'pkg-0000001', '--import-queue', scene.address], {
        cwd: '/',
        env: {PATH},
        program,
        uid: 54_321,
      })
      expect(stderr).toBe('')
      expect(stdout).toContain('1 queued')
      expect(code).toBe(0)
    })
  })
})
