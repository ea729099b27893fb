import {chmodSync, chownSync, readFileSync, statSync, symlinkSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it} from 'vitest'

import {startMaster} from '../../src/testing/index.js'
import {invented, setStage} from '../commands/stage.js'
import {canBeAnotherUser} from '../support/another-user.js'
import {piwRebuild, startPiwRebuild, terminalOf} from './piw-rebuild.js'

const stage = setStage({database: 20, expansionTime: 0, packages: ['django', 'numpy', ...invented(100)]})

const NOWHERE = 'ipc:///nowhere/at/all'

/** A user other than who runs the tests, if this process can become one. */
const NOBODY = canBeAnotherUser ? 65_534 : undefined

// In the order of the table in docs/moving-from-piw-rebuild.md, each test with the row that it is for.
describe("what piw-rebuild does otherwise than Python's", () => {
  describe('on the command line', () => {
    it.each([
      ['a usage error', ['project', '--no-such-thing']],
      ['no part', []],
      ['an ambiguous abbreviation', ['--ver', 'home']],
    ])('%s exits 2', async (_what, args) => {
      const {code, stderr} = await piwRebuild(stage, args)
      expect(stderr).toMatch(/^Error: .*\nTry piw-rebuild --help for more information\.\n$/)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it.each(['home', 'search'])('a package behind %s is an error', async (part) => {
      const {code, stderr} = await piwRebuild(stage, [part, 'numpy'])
      expect(stderr).toContain(`${part} takes no package, but was given "numpy"`)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('options stand between part and package, too', async () => {
      const {code} = await piwRebuild(stage, ['project', '-q', 'numpy'])
      expect(await stage.asked()).toEqual([['REBUILD', ['PROJECT', 'numpy']]])
      expect(code).toBe(0)
    })

    it('the version is shown in spite of a broken configuration', async () => {
      stage.home.configure('quiet = perhaps')
      const {code, stdout} = await piwRebuild(stage, ['--version'])
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
      expect(code).toBe(0)
    })

    it('a name is asked for in its canonical form', async () => {
      const {code} = await piwRebuild(stage, ['project', 'Django'])
      expect(await stage.asked()).toEqual([['REBUILD', ['PROJECT', 'django']]])
      expect(code).toBe(0)
    })

    it('what cannot be the name of a package is not sent', async () => {
      const {code, stderr} = await piwRebuild(stage, ['project', '../x'])
      expect(stderr).toContain('"../x" is not a package name')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  describe('before all packages', () => {
    const ask = async () => {
      const terminal = terminalOf(stage, ['project'])
      await terminal.waitFor(/Continue\?/)
      return terminal
    }

    it.each([
      ['Enter alone', '\r'],
      ['the end of input', '\u0004'],
      ['Ctrl-C', '\u0003'],
    ])('%s at the question is no, and exits 2', async (_what, keys) => {
      const terminal = await ask()
      terminal.type(keys)
      const {code} = await terminal.exited
      expect(terminal.screen).toContain('Error: Not confirmed; nothing was sent.')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('the question names part and count', async () => {
      const terminal = await ask()
      expect(terminal.screen).toContain('This will rebuild project pages for ALL 20 packages.')
    })

    it('without a terminal nothing is asked, and a yes that is piped in is not taken', async () => {
      const {code, stderr} = await piwRebuild(stage, ['project'], {input: 'y\n'})
      expect(stderr).toContain('--yes')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('each package is asked for by itself', async () => {
      const {code, stdout} = await piwRebuild(stage, ['index', '-y'])
      expect(await stage.asked()).toEqual(invented(20).map((name) => ['REBUILD', ['BOTH', name]]))
      expect(stdout).toContain('20 queued, 0 refused, 0 unanswered')
      expect(code).toBe(0)
    })

    it('a database that cannot be read is an error', async () => {
      const file = stage.home.write('no.conf', 'dsn = postgres:///piwheels?host=/nowhere')
      const {code, stderr} = await piwRebuild(stage, ['project', '-y', '-c', file])
      expect(await stage.asked()).toEqual([])
      expect(stderr).toContain('--single-request')
      expect(code).toBe(1)
    })

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('%s stops the asking once what is in flight is settled, and exits %i', async (signal, expected) => {
      await stage.fill(invented(100))
      await stage.master.set({serviceTime: 20})
      const before = await stage.master.count()
      const {child, result} = startPiwRebuild(stage, ['project', '-y'])
      await stage.master.untilReceived(before + 10)
      child.kill(signal)
      const {code, stdout} = await result
      const [, queued] = /(\d+) queued, 0 refused, 0 unanswered/.exec(stdout) ?? []
      await stage.fill(invented(20))
      expect(Number(queued)).toBe((await stage.asked()).length)
      expect(Number(queued)).toBeLessThan(100)
      // Both commands come with the package, so the way on that is shown can be gone.
      expect(stdout).toContain('piw rebuild project --resume')
      expect(code).toBe(expected)
    })

    it('what the master refuses is listed', async () => {
      await stage.fill(['numpy', 'unheard-of'])
      const {code, stdout} = await piwRebuild(stage, ['project', '-y'])
      await stage.fill(invented(20))
      const [, list = ''] = /piw rebuild project --packages-from (\S+)/.exec(stdout) ?? []
      expect(readFileSync(list, 'utf8')).toContain('unheard-of # unknown package unheard-of')
      expect(code).toBe(1)
    })
  })

  describe('with the master', () => {
    it.each([
      ['nothing', () => NOWHERE, 'No master at /nowhere/at/all: the socket does not exist.'],
      ['a plain file', () => `ipc://${stage.home.write('plain', '')}`, 'it is not a socket'],
      [
        'a socket left behind',
        async () => {
          const master = await startMaster({address: `ipc://${stage.home.at('stale')}`, record: false})
          await master.kill()
          return master.address
        },
        'the socket is stale',
      ],
    ])('%s in its place is said, and exits 1', async (_what, prepare, problem) => {
      const {code, stderr} = await piwRebuild(stage, ['home', '--import-queue', await prepare()])
      expect(stderr).toContain(problem)
      expect(code).toBe(1)
    })

    it.each([
      ['malformed', 'nonsense'],
      ['of another kind', 'tcp://127.0.0.1:5000'],
    ])('an address that is %s is refused, and exits 2', async (_what, address) => {
      const {code, stderr} = await piwRebuild(stage, ['home', '--import-queue', address])
      expect(stderr).toContain('expected ipc:// and a path')
      expect(code).toBe(2)
    })

    it.skipIf(NOBODY === undefined)('the socket of a stranger is refused, and piw rebuild named', async () => {
      const master = await startMaster({record: false})
      const socket = master.address.slice('ipc://'.length)
      chownSync(socket, NOBODY!, NOBODY!)
      const {code, stderr} = await piwRebuild(stage, ['home', '--import-queue', master.address])
      const again = await piwRebuild(stage, ['home', '--trust-user', 'nobody'])
      await master.stop()
      expect(stderr).toContain('--trust-user nobody')
      expect(code).toBe(1)
      expect(again.stderr).toContain('--trust-user is a flag of piw rebuild: piw rebuild home --trust-user')
      expect(again.code).toBe(2)
    })

    it.skipIf(NOBODY === undefined)('a socket that one may not write to is said, and exits 1', async () => {
      const master = await startMaster({record: false})
      const socket = master.address.slice('ipc://'.length)
      chmodSync(socket, 0o600)
      chmodSync(path.dirname(socket), 0o755)
      const {code, stderr} = await piwRebuild(stage, ['home', '--import-queue', master.address], {
        env: {...stage.home.env, HOME: '/nonexistent'},
        uid: NOBODY,
      })
      await master.stop()
      expect(stderr).toContain(`Permission denied connecting to ${socket}.`)
      expect(code).toBe(1)
    })

    it('one that goes away on the way is waited for, and asked again', async () => {
      const address = `ipc://${stage.home.at('coming-back')}`
      const first = await startMaster({address, dieAfter: 10, packages: invented(20)})
      const {child, result} = startPiwRebuild(stage, ['project', '-y', '--import-queue', address])
      await new Promise<void>((resolve) => {
        child.stderr.on('data', (text) => {
          if (String(text).includes('The master is gone')) resolve()
        })
      })
      await first.stop()
      const second = await startMaster({address, packages: invented(20)})
      const {code, stdout} = await result
      await second.stop()
      expect(stdout).toContain('20 queued, 0 refused, 0 unanswered')
      expect(code).toBe(0)
    })
  })

  describe('in what it says', () => {
    it('what was queued is said without -v', async () => {
      const {stdout} = await piwRebuild(stage, ['home'])
      expect(stdout).toContain('Queued: the home page.')
    })

    it('nothing is said with -q', async () => {
      const {stderr, stdout} = await piwRebuild(stage, ['home', '-q'])
      expect(stdout + stderr).toBe('')
    })

    it('an unknown package comes with those that may have been meant', async () => {
      const {code, stdout} = await piwRebuild(stage, ['project', 'pkg-000000l'])
      expect(stdout).toContain('pkg-000000l: unknown package pkg-000000l (did you mean pkg-0000001, ')
      expect(code).toBe(1)
    })

    it('the log file can be read by its owner alone', async () => {
      const log = stage.home.at('private.log')
      await piwRebuild(stage, ['home', '-l', log])
      // eslint-disable-next-line no-bitwise
      expect(statSync(log).mode & 0o777).toBe(0o600)
    })

    it('the log file is not written through a symbolic link', async () => {
      const target = stage.home.write('target', '')
      symlinkSync(target, stage.home.at('link.log'))
      const {stderr} = await piwRebuild(stage, ['home', '-l', stage.home.at('link.log')])
      expect(stderr).toMatch(/^Warning: no longer logging /)
      expect(readFileSync(target, 'utf8')).toBe('')
    })

    it('the lines of the log file are named after the command underneath', async () => {
      const log = stage.home.at('named.log')
      await piwRebuild(stage, ['project', 'numpy', '-l', log])
      expect(readFileSync(log, 'utf8')).toContain(' piw.rebuild.project INFO: ')
    })

    it('a log file that cannot be written is a warning', async () => {
      const {code, stderr} = await piwRebuild(stage, ['home', '-l', '/nowhere/at/all.log'])
      expect(stderr).toMatch(/^Warning: no longer logging .*\n$/)
      expect(await stage.asked()).toHaveLength(1)
      expect(code).toBe(0)
    })
  })
})
