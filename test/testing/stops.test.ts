import {existsSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it} from 'vitest'

import {type MasterOptions} from '../../src/testing/index.js'
import {connectTo, givenMaster, project, temporaryFolder} from '../support/master-at.js'

/** A master that keeps its buffer in a file, has been asked for pages, and was ended before it wrote any. */
async function givenBuffer(signal: 'SIGKILL' | 'SIGTERM', requests: readonly Parameters<typeof project>[0][]) {
  const folder = await temporaryFolder()
  const options: MasterOptions = {
    bufferFile: path.join(folder, 'buffer'),
    hold: 3600,
    output: folder,
    writingSpeed: 1000,
  }
  const master = await givenMaster(options)
  const queue = await connectTo(master)
  for (const name of requests) await queue.request(project(name))
  await master.kill(signal)
  return {exit: await master.exited, folder, options}
}

describe('an emulated master that is stopped', () => {
  it('keeps its buffer at SIGTERM, and the next one writes it', async () => {
    const {exit, folder, options} = await givenBuffer('SIGTERM', ['foo', 'bar'])
    expect(exit).toMatchObject({code: 0, signal: null})
    const next = await givenMaster({...options, hold: 0})
    await next.untilWritten(2)
    expect(existsSync(path.join(folder, 'project/foo/index.html'))).toBe(true)
    expect(existsSync(path.join(folder, 'project/bar/index.html'))).toBe(true)
    // Taken up once, and no more.
    expect(existsSync(options.bufferFile ?? '')).toBe(false)
  })

  it('finishes the flush under way at SIGTERM', async () => {
    const folder = await temporaryFolder()
    const bufferFile = path.join(folder, 'buffer')
    const master = await givenMaster({bufferFile, hold: 3600, output: folder, writingSpeed: 20})
    const queue = await connectTo(master)
    for (const name of ['foo', 'bar', 'numpy', 'django']) await queue.request(project(name))
    // All of them in one flush.
    await master.set({hold: 0})
    await master.untilWritten(1)
    await master.kill('SIGTERM')
    for (const name of ['foo', 'bar', 'numpy', 'django']) {
      expect(existsSync(path.join(folder, `project/${name}/index.html`))).toBe(true)
    }
  })

  it('loses its buffer at SIGKILL', async () => {
    const {exit, folder, options} = await givenBuffer('SIGKILL', ['foo'])
    expect(exit.signal).toBe('SIGKILL')
    const next = await givenMaster({...options, hold: 0})
    const queue = await connectTo(next)
    await queue.request(project('bar'))
    await next.untilWritten(1)
    expect(existsSync(path.join(folder, 'project/foo/index.html'))).toBe(false)
  })
})

describe('an emulated master that is paused', () => {
  it('answers nobody and writes nothing until it is woken, and has lost nothing', async () => {
    const output = await temporaryFolder()
    const master = await givenMaster({hold: 0.1, output, writingSpeed: 1000})
    const queue = await connectTo(master)
    await queue.request(project('foo'))
    await master.pause()
    const before = await master.written()
    const answer = queue.request(project('bar'))
    // Orders are still carried out: nothing has been written, nor answered, by the second one.
    expect(await master.written()).toBe(before)
    expect(await Promise.race([answer, master.written()])).toBe(before)
    await master.wake()
    expect(await answer).toEqual(['DONE', 'REBUILD'])
    await master.untilWritten(2)
  })
})
