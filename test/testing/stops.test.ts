import {existsSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'

import type {MasterOptions} from '../../src/testing/index.js'

import {connectTo, givenMaster, packageNames, project, temporaryFolder} from '../support/master-at.js'

/** Longer than a test: what is requested stays in the buffer. */
const HELD = 3600

const FLUSH = packageNames(4)

/** Starts masters one after the other, which share an output and a file for their buffer. */
async function givenSite() {
  const folder = await temporaryFolder()
  return {
    bufferFile: path.join(folder, 'buffer'),
    isWritten: (name: string) => existsSync(path.join(folder, 'www/project', name, 'index.html')),
    async start(options: MasterOptions = {}) {
      const master = await givenMaster({
        bufferFile: path.join(folder, 'buffer'),
        hold: HELD,
        output: path.join(folder, 'www'),
        packages: [...FLUSH, 'foo', 'bar'],
        writingSpeed: 1000,
        ...options,
      })
      return {master, queue: await connectTo(master)}
    },
    /** In the midst of a flush of four pages, of which each takes half a second. */
    async startFlush() {
      const {master, queue} = await this.start({writingSpeed: 2})
      for (const name of FLUSH) await queue.request(project(name))
      await master.set({hold: 0})
      await master.untilWritten(1)
      return {master, queue}
    },
  }
}

/** The next master writes what it is asked for, and nothing before it. */
async function expectLost(site: Awaited<ReturnType<typeof givenSite>>) {
  const {master, queue} = await site.start({hold: 0})
  await queue.request(project('bar'))
  await master.untilWritten(1)
  expect([site.isWritten('foo'), site.isWritten('bar')]).toEqual([false, true])
}

describe('an emulated master', () => {
  describe('that gets SIGTERM', () => {
    it('finishes the flush under way, and answers nobody any more', async () => {
      const site = await givenSite()
      const {master, queue} = await site.startFlush()
      const pending = expect(queue.request(project('foo'))).rejects.toThrow('connection')
      await master.kill('SIGTERM')
      expect(FLUSH.map((name) => site.isWritten(name))).toEqual([true, true, true, true])
      await pending
      expect(await master.exited).toEqual({code: 0, signal: null, why: ''})
      expect(await master.requests()).toHaveLength(FLUSH.length)
    })

    it('finishes it in a pause, too', async () => {
      const site = await givenSite()
      const {master} = await site.startFlush()
      await master.pause()
      await master.kill('SIGTERM')
      expect(FLUSH.map((name) => site.isWritten(name))).toEqual([true, true, true, true])
    })

    it('removes its socket file', async () => {
      const {master} = await (await givenSite()).start()
      await master.kill('SIGTERM')
      expect(existsSync(master.address.slice('ipc://'.length))).toBe(false)
    })

    it('stores what it holds, and the next one writes it', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start()
      await queue.request(project('foo'))
      await queue.request(['REBUILD', ['BOTH', 'bar']])
      await master.kill('SIGTERM')
      expect(site.isWritten('foo')).toBe(false)
      const next = await site.start({hold: 0})
      await next.master.untilWritten(3)
      expect([site.isWritten('foo'), site.isWritten('bar')]).toEqual([true, true])
      expect(existsSync(site.bufferFile)).toBe(false)
    })

    it('counts the hold anew in the next one', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start()
      await queue.request(project('foo'))
      await master.kill('SIGTERM')
      const next = await site.start()
      await next.master.kill('SIGTERM')
      expect(site.isWritten('foo')).toBe(false)
      await (await site.start({hold: 0})).master.untilWritten(1)
      expect(site.isWritten('foo')).toBe(true)
    })

    it('stores nothing where nothing is written at all', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start({writingSpeed: undefined} as unknown as MasterOptions)
      await queue.request(project('foo'))
      await master.kill('SIGTERM')
      expect(existsSync(site.bufferFile)).toBe(false)
    })
  })

  describe('that loses its buffer', () => {
    it('was killed', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start()
      await queue.request(project('foo'))
      await master.kill()
      await expectLost(site)
    })

    it('was killed after it had taken up what another one had stored', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start()
      await queue.request(project('foo'))
      await master.kill('SIGTERM')
      await (await site.start()).master.kill()
      await expectLost(site)
    })

    it('has no file for it', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start({bufferFile: undefined} as unknown as MasterOptions)
      await queue.request(project('foo'))
      await master.kill('SIGTERM')
      await expectLost(site)
    })

    it('was stopped by a test, at once', async () => {
      const site = await givenSite()
      const {master, queue} = await site.start()
      await queue.request(project('foo'))
      await master.stop()
      await expectLost(site)
    })
  })

  describe('in a pause', () => {
    it('answers nobody and writes nothing until it is woken, and has lost nothing then', async () => {
      const site = await givenSite()
      const {master, queue} = await site.startFlush()
      await master.pause()
      const [written, pending] = [await master.written(), queue.request(project('foo'))]
      // Longer than the page in hand takes.
      expect(await Promise.race([pending, sleep(1000, 'paused')])).toBe('paused')
      expect(await master.written()).toBe(written)
      await master.wake()
      expect(await pending).toEqual(['DONE', 'REBUILD'])
      await master.untilWritten(FLUSH.length + 1)
    })
  })
})
