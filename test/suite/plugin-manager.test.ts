import path from 'node:path'
import {beforeAll, describe, expect, inject, it} from 'vitest'

import {invented, setStage} from '../commands/stage.js'
import {InstalledPiw} from './installed.js'
import {exampleIn, variantOf} from './make-host.js'
import {npm} from './npm.js'

const COUNT = 1500

const stage = setStage({database: COUNT, packages: ['foo', ...invented(COUNT)], serviceTime: 1})
const [built] = inject('hosts')
if (!built) throw new Error('Unknown host.')

/** A host that has no plugins but its manager and the help; what its user installs is in the user's home. */
const host = variantOf(built, 'plugin-manager', ['@oclif/plugin-help', '@oclif/plugin-plugins'])
const piw = new InstalledPiw(host, stage)

describe('the plugin manager of a host', () => {
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    // The home is empty, but npm need not fetch again what it has.
    const cache = await npm(['config', 'get', 'cache'], host.folder)
    env = {...stage.home.env, NPM_CONFIG_CACHE: cache.trim(), PATH: `${path.dirname(host.node)}:${process.env.PATH}`}
    const tarball = `file://${inject('tarball')}`
    const installed = await piw.run(['plugins', 'install', tarball], {env})
    const linked = await piw.run(['plugins', 'link', '--no-install', exampleIn(built)], {env})
    expect([installed, linked]).toMatchObject([{code: 0}, {code: 0}])
  })

  it('has installed this package, and linked the other', async () => {
    const {stdout} = await piw.run(['plugins'])
    expect(stdout).toContain('@piwheels/plugin-rebuild 0.1.0')
    expect(stdout).toContain('@piwheels/plugin-remove 0.1.0 (link)')
  })

  describe('what was installed', () => {
    it('has its help', async () => {
      const {code, stdout} = await piw.run(['rebuild', 'index', '--help'])
      expect(stdout).toContain('$ piw rebuild index [PACKAGE...]')
      expect(code).toBe(0)
    })

    it('asks the master', async () => {
      const {code, stdout} = await piw.run(['rebuild', 'index', 'foo', '--json'])
      expect(JSON.parse(stdout)).toMatchObject({queued: 1, refused: 0})
      expect(await stage.asked()).toEqual([['REBUILD', ['BOTH', 'foo']]])
      expect(code).toBe(0)
    })

    it('tells an error', async () => {
      const {code, stderr} = await piw.run(['rebuild', 'index', '../foo'])
      expect(stderr).toContain('Error: "../foo" is not a package name')
      expect(code).toBe(2)
    })

    it('rebuilds all packages, with progress in a terminal', async () => {
      const terminal = piw.terminal(['rebuild', 'project', '--yes', '--rate', '0'])
      await terminal.waitFor(/project pages +█+░+ +[\d,]+\/1,500 /)
      expect(await terminal.exited).toMatchObject({code: 0})
      expect(terminal.screen).toContain('1,500 queued, 0 refused, 0 unanswered')
    })
  })

  describe('what was linked, with a copy of this package of its own', () => {
    it('talks to the master over the hook of the installed one', async () => {
      const {code, stdout} = await piw.run(['remove', 'foo', '--skip', 'for the test', '--yes'])
      expect(stdout).toBe('foo will be skipped: no more builds of it.\n')
      expect(code).toBe(0)
    })

    it('ends with the exit code of what the hook threw', async () => {
      const {code, stderr} = await piw.run(['remove', 'foo', '--yes', '--import-queue', 'tcp://localhost:1'])
      expect(stderr).toContain('Error: ')
      expect(code).toBe(2)
    })

    it('is stopped by a signal', async () => {
      const before = await stage.master.count()
      await stage.master.set({nonsense: [{answers: [], at: before + 1}]})
      const {child, result} = piw.start(['remove', 'foo', '--yes'])
      await stage.master.untilReceived(before + 1)
      child.kill('SIGTERM')
      expect(await result).toMatchObject({code: 143, signal: null})
    })
  })
})
