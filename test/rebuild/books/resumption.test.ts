import {readdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest'

import type {Checkpoint} from '../../../src/rebuild/books/checkpoint.js'
import type {RunEvent} from '../../../src/rebuild/events.js'

import {Resumption, type ResumptionOptions} from '../../../src/rebuild/books/resumption.js'
import {checkpointFileOf} from '../../../src/rebuild/books/selection.js'
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

const place = {address: 'ipc:///tmp/piw-import', dsn: 'postgres://piw:secret@db/piwheels'} as const

const stopped: Checkpoint = {
  ...standing,
  address: place.address,
  database: 'postgres://piw@db/piwheels',
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

  beforeEach(async () => {
    stateDir = await temporaryFolder()
  })

  /** The file of a run over project pages. */
  function fileOf({
    match = null,
    olderThan = null,
    ...other
  }: Partial<Pick<Checkpoint, 'address' | 'match' | 'olderThan'>> & {dsn?: string} = {}) {
    const age = olderThan ? {text: olderThan.text, time: new Date(olderThan.time)} : undefined
    return checkpointFileOf({...place, match: match ?? undefined, olderThan: age, part: 'project', ...other}, stateDir)
  }

  /** Leaves a stopped run behind. */
  function stop(checkpoint: Checkpoint) {
    fileOf(checkpoint).write(checkpoint)
  }

  async function prepare(options: Partial<ResumptionOptions> = {}) {
    const events: RunEvent[] = []
    const resumption = await Resumption.prepare({
      ...place,
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

  it('removes the drafts of killed runs of its selection, and no others', async () => {
    stop(stopped)
    const {base, dir} = path.parse(fileOf().path)
    writeFileSync(path.join(dir, `.${base}.123`), '{')
    writeFileSync(path.join(dir, '.other.json.123'), '{')
    await prepare({resume: true})
    expect(readdirSync(dir).sort()).toEqual(['.other.json.123', base])
  })

  it('of a first run says nothing, and has a place for its checkpoint', async () => {
    const {events, resumption} = await prepare({match: 'a*'})
    expect(resumption.file?.path).toBe(fileOf({match: 'a*'}).path)
    expect(resumption).toMatchObject({checkpoint: undefined, match: 'a*', part: 'project'})
    expect(events).toEqual([])
  })

  it('says what it goes on with', async () => {
    stop(stopped)
    const {events, resumption} = await prepare({resume: true})
    expect(resumption.checkpoint).toEqual(stopped)
    expect(events).toEqual([{checkpoint: stopped, type: 'resuming'}])
  })

  it('goes on with the pattern of the run that was stopped', async () => {
    stop({...stopped, match: 'n*'})
    const {resumption} = await prepare({resume: true})
    expect(resumption.match).toBe('n*')
  })

  it('may be given that pattern again', async () => {
    stop({...stopped, match: 'n*'})
    expect((await prepare({match: 'n*', resume: true})).resumption.match).toBe('n*')
  })

  it('takes the only one that was stopped, and no other pattern or age', async () => {
    stop({...stopped, match: 'a*'})
    await expect(prepare({match: 'n*', resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'No such rebuild of project pages was stopped.',
      suggestions: [
        'These were:',
        expect.stringMatching(/^ {2}rebuild project --resume --match 'a\*' {2}# 1,234 of 712,345, /),
      ],
    })
    expect((await prepare({resume: true})).resumption.match).toBe('a*')
  })

  it('of one of several needs its name', async () => {
    const olderThan = {text: '3d', time: '2026-11-19T10:00:00.000Z'}
    for (const it of [{}, {match: 'n*'}, {olderThan}]) stop({...stopped, ...it})
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'More than one rebuild of project pages was stopped.',
      suggestions: expect.arrayContaining([
        expect.stringContaining("rebuild project --resume --match '*'  # 1,234 of 712,345, "),
        expect.stringContaining("rebuild project --resume --match 'n*'  # "),
        expect.stringContaining('rebuild project --resume --older-than 3d  # '),
      ]) as unknown,
    })
    const all = await prepare({match: '*', resume: true})
    expect(all.resumption).toMatchObject({match: undefined, olderThan: undefined})
    // While that is running, there are two.
    const some = await prepare({match: 'N*', resume: true})
    expect(some.resumption.match).toBe('n*')
    const aged = await prepare({resume: true})
    expect(aged.resumption.olderThan?.time.toISOString()).toBe(olderThan.time)
  })

  it.each([
    [{address: 'ipc:///run/other'}, 'ipc:///tmp/piw-import with postgres://piw@db/piwheels'],
    [{dsn: 'postgres:///other'}, 'ipc:///tmp/piw-import with postgres://piw@db/piwheels'],
  ])('of a run for another master or database is none (%o)', async (other, found) => {
    stop(stopped)
    await expect(prepare({...other, resume: true})).rejects.toMatchObject({
      message: 'No stopped rebuild of project pages: nothing to resume.',
      suggestions: [`Runs for another master or database were stopped: ${found}.`],
    })
    // A new one has a place of its own.
    const {events, resumption} = await prepare(other)
    expect(events).toEqual([])
    expect(resumption.file?.path).not.toBe(fileOf().path)
  })

  it('of a damaged checkpoint is an error that names it', async () => {
    const {path: file} = fileOf()
    writeFileSync(file, 'half')
    await expect(prepare({resume: true})).rejects.toThrow(`The checkpoint ${file} cannot be read: it is damaged`)
  })

  it('of nothing is a mistake that is told', async () => {
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'No stopped rebuild of project pages: nothing to resume.',
    })
  })

  it('of one part is none of another', async () => {
    stop(stopped)
    await expect(prepare({part: 'index', resume: true})).rejects.toThrow(
      'No stopped rebuild of index and project pages',
    )
  })

  it('says that it does not go on with an earlier run, where it could', async () => {
    stop(stopped)
    const {events, resumption} = await prepare()
    expect(resumption.checkpoint).toBeUndefined()
    expect(events).toEqual([{checkpoint: stopped, type: 'resumable'}])
  })

  it('replaces what is no checkpoint without a word', async () => {
    writeFileSync(fileOf().path, 'half')
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
    stop(stopped)
    await prepare()
    await expect(prepare({resume: true})).rejects.toMatchObject({
      kind: 'usage',
      message: 'Another rebuild of project pages is running: nothing to resume.',
    })
  })

  describe('where not all is known to be written', () => {
    const unsafe: Checkpoint = {...stopped, safe: {...stopped.safe, last: 'jinja2', queued: 1000, refused: 20}}

    it('goes on behind the last package where the master is the same', async () => {
      stop(unsafe)
      const {resumption} = await prepare({resume: true})
      expect(resumption.meet(unsafe.socket)).toBe(0)
      expect(resumption.checkpoint).toEqual(unsafe)
      expect(resumption.repeatsUntil).toBeUndefined()
    })

    it.each(['another', undefined])('goes back to what is safe where it is another (%s)', async (socket) => {
      stop(unsafe)
      const {resumption} = await prepare({resume: true})
      expect(resumption.meet(socket)).toBe(200)
      expect(resumption.checkpoint).toMatchObject({last: 'jinja2', queued: 1000, refused: 20})
      expect(resumption.repeatsUntil).toBe('numpy')
    })

    it('knows what the same master may still have to write, until that must be done', async () => {
      stop(unsafe)
      const {resumption} = await prepare({resume: true})
      const saved = Date.parse(unsafe.saved)
      // 61 s, and 200 packages at 15 a second.
      expect(resumption.unwritten(saved + 74_000)).toEqual({after: 'jinja2', last: 'numpy'})
      expect(resumption.unwritten(saved + 75_000)).toBeUndefined()
    })
  })

  it('that fails does not keep the lock', async () => {
    await expect(prepare({resume: true})).rejects.toThrow()
    stop(stopped)
    expect((await prepare({resume: true})).resumption.checkpoint).toEqual(stopped)
  })
})
