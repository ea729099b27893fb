import {existsSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'

import type {ImportQueue} from '../../src/import-queue/import-queue.js'

import {type MasterOptions, startMaster} from '../../src/testing/index.js'
import {pageTimes} from '../../src/testing/writer/page-times.js'
import {connectTo, givenMaster, packageNames, project, temporaryFolder} from '../support/master-at.js'

const changed = (file: string) => statSync(file, {bigint: true}).ctimeNs
const inode = (file: string) => statSync(file, {bigint: true}).ino

async function givenWriter(options: MasterOptions = {}) {
  const output = await temporaryFolder()
  const master = await givenMaster({hold: 0.2, output, writingSpeed: 1000, ...options})
  return {at: (...names: string[]) => path.join(output, ...names), master, queue: await connectTo(master)}
}

/** A master in the midst of a flush of four pages, of which each takes half a second. */
async function givenFlush(options: MasterOptions = {}) {
  const packages = packageNames(4)
  const given = await givenWriter({hold: 3600, packages, writingSpeed: 2, ...options})
  for (const name of packages) await given.queue.request(project(name))
  await given.master.set({hold: 0})
  await given.master.untilWritten(1)
  return given
}

/** Asks until it has waited so long, in seconds, that it is enough. */
async function longestWait(queue: ImportQueue, isEnough: (longest: number) => boolean): Promise<void> {
  for (let longest = 0; !isEnough(longest);) {
    const began = performance.now()
    await queue.request(project('unheard-of'))
    longest = Math.max(longest, (performance.now() - began) / 1000)
  }
}

describe('an emulated master that writes', () => {
  it('replaces the pages that were asked for by new files', async () => {
    const {at, master, queue} = await givenWriter()
    await queue.request(project('foo'))
    await master.untilWritten(1)
    const [file, text] = [inode(at('project/foo/index.html')), readFileSync(at('project/foo/index.html'), 'utf8')]
    expect(text).toContain('project/foo/index.html')
    await queue.request(['REBUILD', ['BOTH', 'foo']])
    await master.untilWritten(3)
    expect(inode(at('project/foo/index.html'))).not.toBe(file)
    expect(existsSync(at('simple/foo/index.html'))).toBe(true)
    expect(existsSync(at('project/bar'))).toBe(false)
  })

  it('writes the home page and the search index at once', async () => {
    const {at, master, queue} = await givenWriter({hold: 3600})
    await queue.request(['REBUILD', ['SEARCH']])
    await master.untilWritten(2)
    expect(existsSync(at('index.html'))).toBe(true)
    expect(existsSync(at('packages.json'))).toBe(true)
  })

  it('answers on while it writes the home page, if no flush is under way', async () => {
    const {master, queue} = await givenWriter({hold: 3600, writingSpeed: 0.01})
    for (let count = 0; count < 3; count++) await queue.request(['REBUILD', ['HOME']])
    expect(await master.written()).toBe(0)
  })

  it('answers for the home page, and writes it, only after the flush that is under way', async () => {
    const {at, master, queue} = await givenFlush()
    expect(await queue.request(['REBUILD', ['HOME']])).toEqual(['DONE', 'REBUILD'])
    expect(await master.written()).toBeGreaterThanOrEqual(4)
    await master.untilWritten(6)
    expect(changed(at('index.html'))).toBeGreaterThan(changed(at('project/pkg-3/index.html')))
  })

  it('rewrites its home page by itself where it is told to, and answers nobody meanwhile', async () => {
    const {at, master, queue} = await givenWriter({hold: 3600, homeEvery: 0.3, homeTime: 0.5})
    await longestWait(queue, (longest) => longest > 0.4)
    await expect.poll(() => existsSync(at('index.html'))).toBe(true)
    expect(await master.written()).toBe(0)
  })

  it('writes the index page of a BOTH before the project page', async () => {
    const {at, master, queue} = await givenWriter({writingSpeed: 20})
    await queue.request(['REBUILD', ['BOTH', 'foo']])
    await master.untilWritten(2)
    expect(changed(at('project/foo/index.html'))).toBeGreaterThan(changed(at('simple/foo/index.html')))
  })

  it('has its writer taken by the pages of others where it is told so, and does not count them', async () => {
    const {master, queue} = await givenWriter({hold: 0, othersPages: 100, writingSpeed: 100})
    await longestWait(queue, (longest) => longest > 0.5)
    expect(await master.written()).toBe(0)
  })

  it('takes page times that scatter by its seed', async () => {
    let seed = 0
    while (pageTimes({scatter: true, seed, speed: 1})(0) < 10) seed++
    // Its first page takes ten times as long as one does on average.
    const {queue} = await givenWriter({hold: 0, scatter: true, seed, writingSpeed: 10})
    await queue.request(project('foo'))
    await longestWait(queue, (longest) => longest > 0.9)
  })

  it('takes page times that drift', async () => {
    // Much slower than the test may last, but for the drift.
    const {master, queue} = await givenWriter({drift: {factor: 1e16, period: 40}, hold: 0, writingSpeed: 0.01})
    await queue.request(project('foo'))
    await master.untilWritten(1)
  })

  it('writes all packages when asked for all, and nothing of one that it does not know', async () => {
    const {at, master, queue} = await givenWriter({packages: ['foo', 'bar']})
    await queue.request(project('unheard-of'))
    await queue.request(['REBUILD', ['PROJECT', null]])
    await master.untilWritten(2)
    expect(existsSync(at('project/foo/index.html'))).toBe(true)
    expect(existsSync(at('project/bar/index.html'))).toBe(true)
    expect(existsSync(at('project/unheard-of'))).toBe(false)
  })

  it('answers nobody while it writes', async () => {
    const {master, queue} = await givenWriter({hold: 0, writingSpeed: 2})
    const other = await connectTo(master)
    await queue.request(project('foo'))
    // The flush begins with a message after a second, and lasts half of one.
    let longest = 0
    for (let began = performance.now(); (await master.written()) === 0; began = performance.now()) {
      await other.request(project('unheard-of'))
      longest = Math.max(longest, performance.now() - began)
    }

    expect(longest).toBeGreaterThan(400)
  })

  it('keeps pages back and answers on, until it is told to write or to keep them no longer', async () => {
    const {at, master, queue} = await givenWriter({hold: 3600})
    for (const name of ['foo', 'bar', 'numpy']) await queue.request(project(name))
    await master.write(project('numpy'), project('foo'))
    expect(await master.written()).toBe(2)
    expect(existsSync(at('project/bar'))).toBe(false)
    const file = inode(at('project/foo/index.html'))
    await master.set({hold: 0})
    await master.untilWritten(5)
    expect(existsSync(at('project/bar/index.html'))).toBe(true)
    expect(inode(at('project/foo/index.html'))).not.toBe(file)
  })

  it('never writes what it is told not to', async () => {
    const {at, master, queue} = await givenWriter({unwritten: ['foo']})
    for (const name of ['foo', 'bar']) await queue.request(project(name))
    await master.untilWritten(1)
    expect(existsSync(at('project/bar/index.html'))).toBe(true)
    expect(existsSync(at('project/foo'))).toBe(false)
  })

  it('is stuck with a writing speed of 0, and takes up again where it was', async () => {
    const {master, queue} = await givenWriter({hold: 0, serviceTime: 10, writingSpeed: 0})
    await queue.request(project('foo'))
    // The flush begins with a message after a second: from then on no answer comes.
    let pending: Promise<unknown>
    let answered = 0
    for (;;) {
      pending = queue.request(project('unheard-of'))
      if ((await Promise.race([pending, sleep(1500, 'stuck')])) === 'stuck') break
      answered++
    }

    // A second's worth; without the message it would be two.
    expect(answered).toBeLessThan(130)
    expect(await master.written()).toBe(0)
    await master.set({writingSpeed: 100})
    await pending
    expect(await master.written()).toBe(1)
  })

  it('writes nothing unless it is given a speed', async () => {
    const {at, master, queue} = await givenWriter({writingSpeed: undefined} as unknown as MasterOptions)
    await queue.request(['REBUILD', ['HOME']])
    expect(await master.written()).toBe(0)
    expect(existsSync(at('index.html'))).toBe(false)
  })

  it.each<[string, MasterOptions]>([
    ['hold', {hold: -1}],
    ['writingSpeed', {writingSpeed: Number.NaN}],
    ['othersPages', {othersPages: Infinity}],
    ['homeEvery', {homeEvery: 0}],
    ['homeTime', {homeTime: -1}],
    ['seed', {seed: 0.5}],
    ['drift.factor', {drift: {factor: 0.5, period: 60}}],
    ['drift.period', {drift: {factor: 2, period: 0}}],
  ])('refuses %s that makes no sense', async (name, options) => {
    await expect(startMaster(options)).rejects.toThrow(`expected ${name} `)
  })

  // 1,000 pages take 4.8 s. Where a flush begins with what came in the first part of the burst, two flushes share them,
  // the longer one with at least a half.
  // In real time: a busy machine makes pages slower.
  it('keeps others waiting after a burst of 1,000 while it writes them', {retry: 2}, async () => {
    const names = packageNames(1000)
    const {master, queue} = await givenWriter({
      hold: 3,
      packages: [...names, 'foo'],
      record: false,
      serviceTime: 0.86,
      writingSpeed: 210,
    })
    const other = await connectTo(master)
    for await (const {reply} of queue.stream(names.map((name) => project(name)))) expect(reply[0]).toBe('DONE')
    let longest = 0
    for (let began = performance.now(); (await master.written()) < 1000; began = performance.now()) {
      await other.request(project('unheard-of'))
      longest = Math.max(longest, (performance.now() - began) / 1000)
    }

    expect(longest).toBeGreaterThan(2.4)
    expect(longest).toBeLessThan(4.9)
  })
})
