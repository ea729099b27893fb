import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {beforeEach, describe, expect, it, onTestFinished, vi} from 'vitest'

import {Resumption, type ResumptionOptions} from '../../src/rebuild-cli/resumption.js'
import {type Checkpoint, CheckpointFile} from '../../src/rebuild/checkpoint.js'
import {temporaryFolder} from '../support/master-at.js'

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
  let dataDir: string
  let file: CheckpointFile

  beforeEach(async () => {
    dataDir = await temporaryFolder()
    file = new CheckpointFile(path.join(dataDir, 'rebuild', 'project.json'))
  })

  async function prepare(options: Partial<ResumptionOptions> = {}) {
    const tell = vi.fn<(message: string) => void>()
    const warn = vi.fn<(message: string) => void>()
    const resumption = await Resumption.prepare({
      dataDir,
      match: undefined,
      olderThan: undefined,
      part: 'project',
      resume: false,
      tell,
      warn,
      ...options,
    })
    onTestFinished(() => resumption.release())
    return {resumption, tell, warn}
  }

  it('of a first run says nothing, and has a place for its checkpoint', async () => {
    const {resumption, tell, warn} = await prepare({match: 'a*'})
    expect(resumption.file?.path).toBe(file.path)
    expect(resumption).toMatchObject({checkpoint: undefined, match: 'a*', part: 'project'})
    expect([...tell.mock.calls, ...warn.mock.calls]).toEqual([])
  })

  it('says what it goes on with', async () => {
    file.write(stopped)
    const {resumption, tell} = await prepare({resume: true})
    expect(resumption.checkpoint).toEqual(stopped)
    expect(tell.mock.calls).toEqual([
      ['Going on with the run of 2026-11-22 10:05 UTC: 1,234 of 712,345 packages are settled, up to numpy'],
    ])
  })

  it('goes on with the pattern of the run that was stopped', async () => {
    file.write({...stopped, match: 'n*'})
    const {resumption, tell} = await prepare({resume: true})
    expect(resumption.match).toBe('n*')
    expect(tell.mock.calls.flat().join('')).toContain('packages that match n* are settled')
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
      message: `The run that was stopped was one over ${found}, not --match 'n*'.`,
    })
  })

  it('of nothing is a mistake that is told', async () => {
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'No rebuild of project pages was stopped: there is nothing to resume.',
    })
  })

  it('of one part is none of another', async () => {
    file.write(stopped)
    await expect(prepare({part: 'index', resume: true})).rejects.toThrow('No rebuild of index and project pages')
  })

  it('says that it does not go on with an earlier run, where it could', async () => {
    file.write(stopped)
    const {resumption, tell} = await prepare()
    expect(resumption.checkpoint).toBeUndefined()
    expect(tell.mock.calls).toEqual([
      ['An earlier run could be resumed (rebuild project --resume); this one starts from the beginning.'],
    ])
  })

  it('replaces what is no checkpoint without a word', async () => {
    mkdirSync(path.dirname(file.path), {recursive: true})
    writeFileSync(file.path, 'half')
    const {resumption, tell} = await prepare()
    expect(resumption.file).toBeDefined()
    expect(tell).not.toHaveBeenCalled()
  })

  it('warns of another run under way, and leaves it its checkpoint', async () => {
    const first = await prepare()
    const {resumption, warn} = await prepare()
    expect(resumption.file).toBeUndefined()
    expect(warn.mock.calls).toEqual([
      ['Another rebuild of project pages is under way; this one cannot be resumed when it is stopped.'],
    ])
    first.resumption.release()
  })

  it('of a run that is still under way is a mistake that is told', async () => {
    file.write(stopped)
    await prepare()
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'Another rebuild of project pages is under way: there is nothing to resume.',
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
