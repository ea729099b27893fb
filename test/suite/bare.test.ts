import {describe, expect, inject, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {InstalledPiw} from './installed.js'
import {PLUGINS, variantOf} from './make-host.js'

const stage = setStage()
const [REBUILD, , BARE] = PLUGINS
/** Provides a hook that this package provides, too. */
const SECOND = '@piwheels/plugin-second'

/** What oclif shows of an error, whatever the breaks of its lines. */
const flowing = (text: string) => text.replaceAll(/\s+/g, ' ')

describe.each(inject('hosts'))('a plugin that uses the bare hooks, in a host of $name', (host) => {
  const piw = new InstalledPiw(host, stage)

  it('gets the configuration', async () => {
    const {code, stdout} = await piw.run(['bare', 'settings'])
    expect(stdout).toBe(`${stage.master.address} from file\n`)
    expect(code).toBe(0)
  })

  it('gets its flags over it', async () => {
    const {stdout} = await piw.run(['bare', 'settings', '--import-queue', 'ipc:///elsewhere'])
    expect(stdout).toBe('ipc:///elsewhere from command line\n')
  })

  describe.each(['helper', 'raw'])('(%s)', (how) => {
    it('talks to the master, and ends by itself with the connection left open', async () => {
      const {code, stderr, stdout} = await piw.run(['bare', how])
      expect(stdout).toBe('DONE REBUILD\n')
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })

    it('ends by itself when it throws with the connection open', async () => {
      const {code, stderr, stdout} = await piw.run(['bare', how, '--throw'])
      expect(stdout).toBe('DONE REBUILD\n')
      expect(stderr).toContain('Thrown with the connection open.')
      expect(code).toBe(1)
    })

    it('shows what failed in the hook as an error', async () => {
      const {code, stderr} = await piw.run(['bare', how, '--import-queue', `ipc://${stage.home.at('nobody')}`])
      expect(flowing(stderr)).toMatch(/No master at .*: the socket does not exist\./)
      expect(stderr).not.toMatch(/^ +at /m)
      expect(code).toBe(1)
    })

    it('ends with 2 for what is wrong in the configuration', async () => {
      const {code, stderr} = await piw.run(['bare', how, '--import-queue', 'tcp://localhost:1'])
      expect(stderr).toContain('tcp://localhost:1')
      expect(code).toBe(2)
    })

    it.each(['SIGINT', 'SIGTERM'] as const)('is ended by %s while it waits for an answer', async (signal) => {
      const before = await stage.master.count()
      await stage.master.set({nonsense: [{answers: [], at: before + 1}]})
      const {child, result} = piw.start(['bare', how])
      await stage.master.untilReceived(before + 1)
      child.kill(signal)
      expect(await result).toMatchObject({signal, stdout: ''})
    })
  })

  it('is told what to install where nobody provides the hook', async () => {
    const {code, stderr} = await new InstalledPiw(variantOf(host, 'no-provider', [BARE]), stage).run(['bare', 'helper'])
    expect(flowing(stderr)).toContain('No installed plugin provides piw:import-queue.')
    expect(flowing(stderr)).toContain('piw plugins install @piwheels/plugin-rebuild')
    expect(code).toBe(1)
  })

  it('is told whom to remove where two provide the hook', async () => {
    const both = new InstalledPiw(variantOf(host, 'two-providers', [REBUILD, BARE, SECOND]), stage)
    const {code, stderr} = await both.run(['bare', 'settings'])
    expect(flowing(stderr)).toMatch(/More than one installed plugin provides piw:config: .*plugin-second/)
    expect(flowing(stderr)).toContain('piw plugins uninstall')
    expect(code).toBe(1)
  })

  it('does not stop a command of the base class from saying the same', async () => {
    const both = new InstalledPiw(variantOf(host, 'two-providers', [REBUILD, BARE, SECOND]), stage)
    const {code, stderr} = await both.run(['rebuild', 'home'])
    expect(stderr).toContain('More than one installed plugin provides piw:config')
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(1)
  })
})
