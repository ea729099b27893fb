import type {Config} from '@oclif/core'

import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import type {PiwFlags} from '../../src/hooks/events.js'

import {settingKeys} from '../../src/config/keys.js'
import {PIW_CONFIG} from '../../src/hooks/events.js'
import {runPiwHook} from '../../src/hooks/run-hook.js'
import {Home} from '../support/piw.js'
import {loadHost} from './host.js'

const home = new Home()
let host: Config

describe('the configuration of a host', () => {
  beforeAll(async () => {
    host = await loadHost()
  })

  afterAll(() => home.remove())

  const resolve = async (flags: PiwFlags) => runPiwHook(host, PIW_CONFIG, {flags})

  describe('the hook piw:config', () => {
    it('is provided by this package, once', async () => {
      const {failures, successes} = await host.runHook(PIW_CONFIG, {flags: {}})
      expect(failures).toEqual([])
      expect(successes.map(({plugin}) => plugin.name)).toEqual(['@piwheels/plugin-rebuild'])
    })

    it('resolves every known key', async () => {
      expect(Object.keys(await resolve({})).sort()).toEqual([...settingKeys].sort())
    })

    it('says that a value is a default', async () => {
      expect((await resolve({}))['import-queue']).toEqual({source: {from: 'default'}, value: 'ipc:///tmp/piw-import'})
    })

    it('says that a value comes from the command line', async () => {
      expect((await resolve({dsn: 'postgres:///x'})).dsn).toEqual({
        source: {from: 'command line'},
        value: 'postgres:///x',
      })
    })

    it('says which line of which file a value comes from', async () => {
      const file = home.write('piwheels.conf', '[master]\nlog-file = piw.log\n')
      expect((await resolve({configuration: file}))['log-file']).toEqual({
        source: {file, from: 'file', line: 2},
        value: 'piw.log',
      })
    })

    it('takes a flag that was not given for one that is absent', async () => {
      const flags = {quiet: undefined, timeout: undefined} as PiwFlags
      expect((await resolve(flags)).timeout).toEqual({source: {from: 'default'}, value: 600})
    })

    it('ignores flags that no setting is named after', async () => {
      const flags = {json: true, match: 'x*'} as PiwFlags
      expect(await resolve(flags)).not.toHaveProperty('match')
    })

    it('cannot be changed afterwards', async () => {
      const config = await resolve({})
      expect(Object.isFrozen(config)).toBe(true)
      expect(Object.isFrozen(config.dsn)).toBe(true)
    })

    it('raises a refused line, with file and line', async () => {
      const file = home.write('wrong.conf', '\nyes = perhaps\n')
      await expect(resolve({configuration: file})).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringContaining(`${file}, line 2`),
      })
    })

    it('raises a missing file', async () => {
      await expect(resolve({configuration: home.at('missing')})).rejects.toThrow(home.at('missing'))
    })
  })
})
