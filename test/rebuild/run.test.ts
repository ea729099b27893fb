import {writeFileSync} from 'node:fs'
import path from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import type {Plan, RunEvent} from '../../src/rebuild/events.js'
import type {Job, PackagesJob} from '../../src/rebuild/job.js'
import type {Report} from '../../src/rebuild/report.js'
import type {World} from '../../src/rebuild/world.js'
import type {EmulatedMaster} from '../../src/testing/index.js'

import {NoMasterError} from '../../src/import-queue/connection-errors.js'
import {ImportQueue} from '../../src/import-queue/import-queue.js'
import {preview} from '../../src/rebuild/preview.js'
import {run} from '../../src/rebuild/run.js'
import {startDatabase, type TestDatabase} from '../support/database.js'
import {freshAddress, givenMaster, packageNames, temporaryFolder} from '../support/master-at.js'

const NAMES = packageNames(300).sort()

const named = (...names: string[]): PackagesJob => ({packages: {from: 'names', names}, part: 'project'})
const all: PackagesJob = {packages: {from: 'database'}, part: 'project', rate: 0}

interface Result<T> {
  readonly error: unknown
  readonly events: RunEvent[]
  readonly value: T | undefined
}

/** Takes everything that comes, to the end. */
async function outcomeOf<T>(source: AsyncGenerator<readonly RunEvent[], T>): Promise<Result<T>> {
  const events: RunEvent[] = []
  try {
    for (;;) {
      const {done, value} = await source.next()
      if (done) return {error: undefined, events, value}
      events.push(...value)
    }
  } catch (error) {
    return {error, events, value: undefined}
  }
}

const typesOf = ({events}: {readonly events: readonly RunEvent[]}) => events.map(({type}) => type)

function eventOf<T extends RunEvent['type']>(events: readonly RunEvent[], type: T) {
  return events.find((event) => event.type === type) as Extract<RunEvent, {readonly type: T}> | undefined
}

describe('run', () => {
  let database: TestDatabase
  let stateDir: string

  beforeAll(async () => {
    database = await startDatabase({packages: NAMES})
  })

  afterAll(async () => database.stop())

  beforeEach(async () => {
    stateDir = await temporaryFolder()
  })

  function worldOf({address}: {readonly address: string}, world: Partial<World> = {}): World {
    return {
      address,
      connect: (signal) => ImportQueue.open({address, signal, timeout: 10}),
      dsn: database.dsn,
      outputPath: stateDir,
      signal: new AbortController().signal,
      stateDir,
      timeout: 10,
      ...world,
    }
  }

  const given = async (job: Job, master: {readonly address: string}, world: Partial<World> = {}) =>
    outcomeOf<Report>(run(job, worldOf(master, world)))

  const askedOf = async (master: EmulatedMaster) => (await master.requests()).map(({request}) => request)

  describe('for packages that are named', () => {
    it('tells of each phase, of the answers and of the report', async () => {
      const master = await givenMaster({packages: ['numpy', 'scipy']})
      const result = await given(named('numpy', 'scipy', 'unheard-of'), master)
      expect(typesOf(result).filter((type) => type !== 'answered')).toEqual([
        'connecting',
        'connected',
        'requesting',
        'requested',
      ])
      expect(result.events.flatMap((event) => (event.type === 'answered' ? event.outcomes : []))).toEqual([
        {package: 'numpy', status: 'queued'},
        {package: 'scipy', status: 'queued'},
        {package: 'unheard-of', reason: 'unknown package unheard-of', status: 'refused'},
      ])
      expect(result.value).toMatchObject({part: 'project', queued: 2, refused: 1, requested: 3, resumable: false})
    })

    it('tells of a name that it corrects', async () => {
      const {events} = await given(named('NumPy'), await givenMaster({packages: ['numpy']}))
      expect(eventOf(events, 'canonical')).toEqual({name: 'numpy', raw: 'NumPy', type: 'canonical'})
    })

    it('throws, before anything is sent, what it cannot begin with', async () => {
      const result = await given(named('numpy'), {address: await freshAddress()})
      expect(result.error).toBeInstanceOf(NoMasterError)
      expect(typesOf(result)).toEqual(['connecting'])
    })

    it('reports what ended it after requests had been sent', async () => {
      const master = await givenMaster({dieAfter: 1, packages: NAMES})
      const {error, events, value} = await given(named(...NAMES), master, {timeout: 1})
      expect(error).toBeUndefined()
      expect(eventOf(events, 'failed')?.error.name).toBe('MasterGoneError')
      expect(value).toMatchObject({error: expect.stringContaining('did not return'), requested: expect.any(Number)})
      expect(value!.unanswered + value!.unasked).toBe(300)
    })

    it('skips lines of a list that are no names, and tells of them', async () => {
      const file = path.join(stateDir, 'list')
      writeFileSync(file, 'numpy\n# a comment\nscipy\n')
      const master = await givenMaster({packages: ['numpy', 'scipy']})
      const {value} = await given({packages: {file, from: 'list'}, part: 'index'}, master)
      expect(value).toMatchObject({part: 'index', queued: 2})
      expect(await askedOf(master)).toEqual([
        ['REBUILD', ['BOTH', 'numpy']],
        ['REBUILD', ['BOTH', 'scipy']],
      ])
    })
  })

  it('rebuilds a page of the site', async () => {
    const master = await givenMaster()
    const {value} = await given({part: 'home'}, master)
    expect(value).toMatchObject({part: 'home', queued: 1, singleRequest: true})
    expect(await askedOf(master)).toEqual([['REBUILD', ['HOME']]])
  })

  it('waits until pages are written, and tells what became of each once', async () => {
    const output = await temporaryFolder()
    const master = await givenMaster({hold: 0.2, output, packages: NAMES, writingSpeed: 1000})
    const {events, value} = await given({...named('pkg-1', 'pkg-2'), wait: {timeout: 30}}, master, {outputPath: output})
    const outcomes = (type: 'answered' | 'settled') =>
      events.flatMap((event) => (event.type === type ? event.outcomes.map(({status}) => status) : []))
    expect(outcomes('answered')).toEqual(['queued', 'queued'])
    expect(outcomes('settled')).toEqual(['written', 'written'])
    expect(value).toMatchObject({queued: 2, waited: true, written: 2})
    expect(eventOf(events, 'no-pages')).toBeDefined()
  })

  describe('for every package in the database', () => {
    it('counts them, has that confirmed, and requests each', async () => {
      const master = await givenMaster({packages: NAMES})
      const plans: Plan[] = []
      const shown: RunEvent[] = []
      const source = run(
        all,
        worldOf(master, {
          async confirm(plan) {
            expect(shown.at(-1)).toMatchObject({count: 300, type: 'counted'})
            expect(await askedOf(master)).toEqual([])
            plans.push(plan)
          },
        }),
      )
      for (;;) {
        const {done, value} = await source.next()
        if (done) break
        shown.push(...value)
      }

      expect(plans).toMatchObject([{count: 300, part: 'project'}])
      expect((await askedOf(master)).length).toBe(300)
    })

    it('sends nothing when that is declined', async () => {
      const master = await givenMaster({packages: NAMES})
      const declined = new Error('no')
      const {error} = await given(all, master, {
        async confirm() {
          throw declined
        },
      })
      expect(error).toBe(declined)
      expect(await askedOf(master)).toEqual([])
    })

    it('takes those that match', async () => {
      const master = await givenMaster({packages: NAMES})
      const {value} = await given({...all, packages: {from: 'database', match: 'pkg-29?'}}, master)
      expect(value).toMatchObject({queued: 10})
    })

    it('resumes where it was stopped', async () => {
      const master = await givenMaster({packages: NAMES, serviceTime: 5})
      const stop = new AbortController()
      const source = run(all, worldOf(master, {signal: stop.signal}))
      let stopped: Report | undefined
      while (!stopped) {
        const {done, value} = await source.next()
        if (done) stopped = value
        else if (value.some(({type}) => type === 'answered')) stop.abort(new Error('Stopped.'))
      }

      expect(stopped).toMatchObject({resumable: true, stopped: 'Stopped.'})
      await master.set({serviceTime: 0})
      const {events, value} = await given({...all, resume: true}, master)
      expect(eventOf(events, 'resuming')?.checkpoint.queued).toBe(stopped.queued)
      expect(value).toMatchObject({queued: 300})
      expect((await askedOf(master)).length).toBe(300)
    })
  })

  it('is stopped by whoever leaves the iteration, and keeps its place', async () => {
    const master = await givenMaster({packages: NAMES, serviceTime: 5})
    const queues: ImportQueue[] = []
    const world = worldOf(master, {
      async connect(signal) {
        queues.push(await ImportQueue.open({address: master.address, signal, timeout: 10}))
        return queues.at(-1)!
      },
    })
    for await (const events of run(all, world)) {
      if (events.some(({type}) => type === 'answered')) break
    }

    expect(queues.map(({closed}) => closed)).toEqual([true])
    const count = await master.count()
    expect(count).toBeLessThan(300)
    expect((await given({...all, resume: true}, master)).value).toMatchObject({queued: 300})
  })

  describe('preview', () => {
    it('tells the names, and sends nothing', async () => {
      const master = await givenMaster({packages: NAMES})
      const {events, value} = await outcomeOf(preview(all, worldOf(master)))
      expect(events.flatMap((event) => (event.type === 'names' ? event.names : []))).toEqual(NAMES)
      expect(value).toMatchObject({count: 300, error: undefined, skipped: 0, upToDate: 0})
      expect(await askedOf(master)).toEqual([])
    })

    it('needs no master, and knows no names where only the master would', async () => {
      const job: PackagesJob = {packages: {from: 'master'}, part: 'project'}
      const {events, value} = await outcomeOf(preview(job, worldOf({address: await freshAddress()})))
      expect(typesOf({events})).toEqual(['previewing'])
      expect(value?.count).toBeUndefined()
    })
  })
})
