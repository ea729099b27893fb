import type {Config} from '@oclif/core'

import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest'

import type {ImportQueueHookOptions} from '../../src/hooks/events.js'

import {PIW_CONFIG, PIW_IMPORT_QUEUE} from '../../src/hooks/events.js'
import {runPiwHook} from '../../src/hooks/run-hook.js'
import {type EmulatedMaster, startMaster} from '../../src/testing/index.js'
import {loadHost} from './host.js'

let host: Config
let master: EmulatedMaster

describe('the connections of a host', () => {
  beforeAll(async () => {
    host = await loadHost()
    master = await startMaster()
  })

  afterEach(async () => {
    await host.runHook('finally', {argv: []} as never)
  })

  afterAll(async () => master.stop())

  const open = async (options: ImportQueueHookOptions) => runPiwHook(host, PIW_IMPORT_QUEUE, options)
  const flags = () => ({'import-queue': master.address})

  describe('the hook piw:import-queue', () => {
    it('opens a connection from flags', async () => {
      const queue = await open({flags: flags()})
      expect(await queue.request(['REBUILD', ['HOME']])).toEqual(['DONE', 'REBUILD'])
    })

    it('opens a connection from what piw:config made of them', async () => {
      const piwConfig = await runPiwHook(host, PIW_CONFIG, {flags: flags()})
      const queue = await open({piwConfig})
      expect(await queue.request(['REBUILD', ['SEARCH']])).toEqual(['DONE', 'REBUILD'])
    })

    it('opens a new connection at each call', async () => {
      const before = (await master.requests()).length
      const queues = [await open({flags: flags()}), await open({flags: flags()})]
      for (const queue of queues) await queue.request(['REBUILD', ['HOME']])
      const [one, other] = (await master.requests()).slice(before)
      expect(one!.connection).not.toBe(other!.connection)
    })

    it('is an error with neither flags nor configuration, rather than a guess', async () => {
      await expect(open({} as ImportQueueHookOptions)).rejects.toThrow(
        'piw:import-queue requires either {flags} or {piwConfig}.',
      )
    })

    it('raises that there is no master', async () => {
      await expect(open({flags: {'import-queue': 'ipc:///nowhere/at/all'}})).rejects.toMatchObject({
        message: 'No master at /nowhere/at/all: the socket does not exist.',
        name: 'NoMasterError',
      })
    })

    it('raises a malformed address as an error of usage', async () => {
      await expect(open({flags: {'import-queue': 'tcp://localhost:1'}})).rejects.toMatchObject({kind: 'usage'})
    })

    it('gives up with the signal', async () => {
      const reason = new Error('stopped')
      await expect(open({flags: flags(), signal: AbortSignal.abort(reason)})).rejects.toBe(reason)
    })

    it('takes the timeout from the flags', async () => {
      await master.set({nonsense: [{answers: [], at: (await master.count()) + 1}]})
      const queue = await open({flags: {...flags(), timeout: 0.2}})
      await expect(queue.request(['REBUILD', ['HOME']])).rejects.toThrow('for 0.2 s')
    })
  })

  describe('the hook finally', () => {
    it('closes what the command opened by the bare hook and left open', async () => {
      const queues = [await open({flags: flags()}), await open({flags: flags()})]
      await host.runHook('finally', {argv: []} as never)
      expect(queues.map(({closed}) => closed)).toEqual([true, true])
    })

    it('closes nothing of another host', async () => {
      const other = await loadHost()
      const queue = await runPiwHook(other, PIW_IMPORT_QUEUE, {flags: flags()})
      await host.runHook('finally', {argv: []} as never)
      expect(queue.closed).toBe(false)
      await other.runHook('finally', {argv: []} as never)
    })

    it('does no harm where nothing was opened', async () => {
      const {failures} = await (await loadHost()).runHook('finally', {argv: []} as never)
      expect(failures).toEqual([])
    })
  })
})
