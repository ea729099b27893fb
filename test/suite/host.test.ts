import {describe, expect, inject, it} from 'vitest'

import {invented, setStage} from '../commands/stage.js'
import {InstalledPiw} from './installed.js'
import {run} from './npm.js'

const COUNT = 1500

const stage = setStage({database: COUNT, packages: ['foo', ...invented(COUNT)], serviceTime: 1})

describe.each(inject('hosts'))('installed into a host of $name', (host) => {
  const piw = new InstalledPiw(host, stage)

  it('it runs on the Node.js that is meant', async () => {
    expect(await run(host.node, ['--version'], host.folder)).toMatch(new RegExp(`^v${host.nodeMajor}\\.`))
  })

  it.each(['@oclif/core', 'listr2'])('it has one copy of %s, that of the host', async (name) => {
    const resolve = `import.meta.resolve(${JSON.stringify(name)})`
    const ofHost = await run(host.node, ['--input-type=module', '--eval', `console.log(${resolve})`], host.folder)
    const plugin = `${host.folder}/node_modules/@piwheels/plugin-rebuild`
    const ofPlugin = await run(host.node, ['--input-type=module', '--eval', `console.log(${resolve})`], plugin)
    expect(ofPlugin).toBe(ofHost)
  })

  describe('help', () => {
    it('of the host names the topic', async () => {
      const {code, stdout} = await piw.run(['--help'])
      expect(stdout).toMatch(/^ +rebuild +Ask the piwheels master to rebuild pages of the site\.$/m)
      expect(code).toBe(0)
    })

    it.each(['-h', '--help'])('of a command is shown by %s', async (flag) => {
      const {code, stderr, stdout} = await piw.run(['rebuild', 'index', flag])
      expect(stdout).toMatch(/^Rebuild the index and project pages of some or all packages/)
      expect(stdout).toContain('$ piw rebuild index [PACKAGE...]')
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })
  })

  describe('piw rebuild index foo', () => {
    it('asks the master', async () => {
      const {code, stderr, stdout} = await piw.run(['rebuild', 'index', 'foo'])
      expect(stdout).toContain('1 queued, 0 refused, 0 unanswered')
      expect(stderr).toBe('')
      expect(await stage.asked()).toEqual([['REBUILD', ['BOTH', 'foo']]])
      expect(code).toBe(0)
    })

    it('prints one JSON document with --json', async () => {
      const {code, stderr, stdout} = await piw.run(['rebuild', 'index', 'foo', '--json'])
      expect(JSON.parse(stdout)).toMatchObject({part: 'index', queued: 1, refused: 0, unanswered: 0})
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })
  })

  describe('an error', () => {
    it('of the master ends with 1, and is told', async () => {
      const {code, stdout} = await piw.run(['rebuild', 'index', 'nobody-knows-it'])
      expect(stdout).toContain('0 queued, 1 refused, 0 unanswered')
      expect(code).toBe(1)
    })

    it('of usage ends with 2, with the way out and no stack trace', async () => {
      const {code, stderr} = await piw.run(['rebuild', 'index', 'foo', '--import-queue', 'tcp://localhost:1'])
      expect(stderr).toContain('Error: ')
      expect(stderr).toContain('tcp://localhost:1')
      expect(stderr).not.toMatch(/^ +at /m)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('of a flag that there is not ends with 2', async () => {
      const {code, stderr} = await piw.run(['rebuild', 'index', '--colour'])
      expect(stderr).toContain('Nonexistent flag: --colour')
      expect(code).toBe(2)
    })

    it('is one JSON document with --json', async () => {
      const args = ['rebuild', 'index', 'foo', '--json', '--import-queue', 'ipc:///nowhere/at/all']
      const {code, stderr, stdout} = await piw.run(args)
      expect(JSON.parse(stdout)).toMatchObject({error: {exit: 1, message: expect.stringContaining('/nowhere/at/all')}})
      expect(stderr).toBe('')
      expect(code).toBe(1)
    })
  })

  describe('a rebuild of all packages in a terminal', () => {
    it('asks, shows how it goes, and sums up', async () => {
      const terminal = piw.terminal(['rebuild', 'project', '--rate', '0'])
      await terminal.waitFor(/Continue\?/)
      terminal.type('y\r')
      await terminal.waitFor(/project pages +█+░+ +[\d,]+\/1,500 /)
      const {code} = await terminal.exited
      expect(terminal.screen).toContain('1,500 queued, 0 refused, 0 unanswered')
      expect(await stage.asked()).toHaveLength(COUNT)
      expect(terminal.isCursorVisible).toBe(true)
      expect(code).toBe(0)
    })

    it('ends in good order by Ctrl-C', async () => {
      const before = await stage.master.count()
      const terminal = piw.terminal(['rebuild', 'project', '--yes', '--rate', '0'])
      await stage.master.untilReceived(before + 100)
      terminal.type('\u0003')
      const {code} = await terminal.exited
      expect(terminal.screen).toMatch(/^Stopped by Ctrl-C\. \d+ queued, 0 refused, 0 unanswered in/m)
      expect(code).toBe(130)
    })
  })
})
