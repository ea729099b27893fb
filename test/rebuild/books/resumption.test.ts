import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest'

import type {RunEvent} from '../../../src/rebuild/events.js'

import {type Checkpoint, CheckpointFile} from '../../../src/rebuild/books/checkpoint.js'
import {Resumption, type ResumptionOptions} from '../../../src/rebuild/books/resumption.js'
import {temporaryFolder} from '../../support/master-at.js'

const standing = {
  failureList: null,
  failures: [],
  last: 'numpy',
  queued: 1200,
  refused: 30,
  requeued: 0,
  skipped: 4,
  unwritten: 0,
  written: 0,
} as const

const stopped: Checkpoint = {
  ...standing,
  failures: [...standing.failures],
  match: null,
  olderThan: null,
  part: 'project',
  safe: {...standing, failures: [...standing.failures]},
  saved: '2026-11-22T10:30:00.000Z',
  socket: '1:2:3',
  started: '2026-11-22T10:05:59.000Z',
  total: 712_345,
}

describe('a resumption', () => {
  let stateDir: string
  let file: CheckpointFile

  beforeEach(async () => {
    stateDir = await temporaryFolder()
    file = new CheckpointFile(path.join(stateDir, 'project.json'))
  })

  async function prepare(options: Partial<ResumptionOptions> = {}) {
    const events: RunEvent[] = []
    const resumption = await Resumption.prepare({
      events: {add: (event) => events.push(event)},
      match: undefined,
      olderThan: undefined,
      part: 'project',
      resume: false,
      stateDir,
      ...options,
    })
    onTestFinished(() => resumption.release())
    return {events, resumption}
  }

  it('of a first run says nothing, and has a place for its checkpoint', async () => {
    const {events, resumption} = await prepare({match: 'a*'})
    expect(resumption.file?.path).toBe(file.path)
    expect(resumption).toMatchObject({checkpoint: undefined, match: 'a*', part: 'project'})
    expect(events).toEqual([])
  })

  it('says what it goes on with', async () => {
    file.write(stopped)
    const {events, resumption} = await prepare({resume: true})
    expect(resumption.checkpoint).toEqual(stopped)
    expect(events).toEqual([{checkpoint: stopped, type: 'resuming'}])
  })

  it('goes on with the pattern of the run that was stopped', async () => {
    file.write({...stopped, match: 'n*'})
    const {resumption} = await prepare({resume: true})
    expect(resumption.match).toBe('n*')
  })

  it('may be given that pattern again', async () => {
    file.write({...stopped, match: 'n*'})
    expect((await prepare({match: 'n*', resume: true})).resumption.match).toBe('n*')
  })

  it.each([
    [null, 'all packages'],
    ['a*', "--match 'a*'"],
  ])('does not go on with a run over another selection (%s)', async (match, found) => {
    file.write({...stopped, match})
    await expect(prepare({match: 'n*', resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: `The stopped run was for ${found}, not --match 'n*'.`,
    })
  })

  it('of nothing is a mistake that is told', async () => {
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'No stopped rebuild of project pages: nothing to resume.',
    })
  })

  it('of one part is none of another', async () => {
    file.write(stopped)
    await expect(prepare({part: 'index', resume: true})).rejects.toThrow(
      'No stopped rebuild of index and project pages',
    )
  })

  it('says that it does not go on with an earlier run, where it could', async () => {
    file.write(stopped)
    const {events, resumption} = await prepare()
    expect(resumption.checkpoint).toBeUndefined()
    expect(events).toEqual([{part: 'project', type: 'resumable'}])
  })

  it('replaces what is no checkpoint without a word', async () => {
    mkdirSync(path.dirname(file.path), {recursive: true})
    writeFileSync(file.path, 'half')
    const {events, resumption} = await prepare()
    expect(resumption.file).toBeDefined()
    expect(events).toEqual([])
  })

  it('warns of another run under way, and leaves it its checkpoint', async () => {
    const first = await prepare()
    const {events, resumption} = await prepare()
    expect(resumption.file).toBeUndefined()
    expect(events).toEqual([{part: 'project', type: 'unresumable'}])
    first.resumption.release()
  })

  it('of a run that is still under way is a mistake that is told', async () => {
    file.write(stopped)
    await prepare()
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'Another rebuild of project pages is running: nothing to resume.',
    })
  })

  describe('where not all is known to be written', () => {
    const unsafe: Checkpoint = {...stopped, safe: {...stopped.safe, last: 'jinja2', queued: 1000, refused: 20}}

    it('goes on behind the last package where the master is the same', async () => {
      file.write(unsafe)
      const {resumption} = await prepare({resume: true})
      expect(resumption.meet(unsafe.socket)).toBe(0)
      expect(resumption.checkpoint).toEqual(unsafe)
      expect(resumption.repeatsUntil).toBeUndefined()
    })

    it.each(['another', undefined])('goes back to what is safe where it is another (%s)', async (socket) => {
      file.write(unsafe)
      const {resumption} = await prepare({resume: true})
      expect(resumption.meet(socket)).toBe(200)
      expect(resumption.checkpoint).toMatchObject({last: 'jinja2', queued: 1000, refused: 20})
      expect(resumption.repeatsUntil).toBe('numpy')
    })

    it('knows what the same master may still have to write, until that must be done', async () => {
      file.write(unsafe)
      const {resumption} = await prepare({resume: true})
      const saved = Date.parse(unsafe.saved)
      // 61 s, and 200 packages at 15 a second.
      expect(resumption.unwritten(saved + 74_000)).toEqual({after: 'jinja2', last: 'numpy'})
      expect(resumption.unwritten(saved + 75_000)).toBeUndefined()
    })
  })

  it('that fails does not keep the lock', async () => {
    await expect(prepare({resume: true})).rejects.toThrow()
    file.write(stopped)
    expect((await prepare({resume: true})).resumption.checkpoint).toEqual(stopped)
  })
})
