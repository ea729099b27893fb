import {setTimeout as delay} from 'node:timers/promises'
import {beforeEach, describe, expect, it} from 'vitest'

import type {RebuildRequest} from '../../../src/import-queue/messages.js'
import type {Outcome} from '../../../src/rebuild/requests/outcome.js'

import {ImportQueue} from '../../../src/import-queue/import-queue.js'
import {Tally} from '../../../src/rebuild/books/tally.js'
import {type RequestOptions, requestPages} from '../../../src/rebuild/requests/request-pages.js'
import {Waiting, type WaitingOptions} from '../../../src/rebuild/requests/waiting.js'
import {type EmulatedMaster, type MasterOptions} from '../../../src/testing/index.js'
import {TestSite} from '../../pages/site.js'
import {collectParts, connectTo, givenMaster, oneByOne, packageNames, project} from '../../support/master-at.js'

/** All that a master is asked for stays in its buffer: nothing appears but what a test has it write. */
const HELD = 100_000

const written = (name: string): Outcome => ({package: name, status: 'written'})
const unwritten = (name: string, reason: string, isGivenUp = true): Outcome => ({
  isGivenUp,
  package: name,
  reason,
  status: 'unwritten',
})

interface Run {
  /** What the master has answered so far. */
  readonly answers: Tally
  /** Each outcome when it comes. */
  readonly outcomes: Outcome[]
  readonly result: Promise<{readonly error: unknown; readonly items: Outcome[]}>
  readonly waiting: Waiting
}

describe('waiting for pages', () => {
  let site: TestSite

  beforeEach(async () => {
    site = await TestSite.make()
  })

  async function master(options: MasterOptions = {}): Promise<EmulatedMaster> {
    return givenMaster({hold: HELD, output: site.folder, packages: packageNames(2000), writingSpeed: 2000, ...options})
  }

  async function givenRun(
    {address}: {readonly address: string},
    requests: AsyncIterable<RebuildRequest> | Iterable<RebuildRequest>,
    options: Partial<Omit<RequestOptions, 'timeout'> & WaitingOptions> = {},
  ): Promise<Run> {
    const {signal = new AbortController().signal, timeout, ...rest} = options
    const answers = new Tally()
    const onAnswered = (some: readonly Outcome[]) => {
      for (const outcome of some) answers.add(outcome)
    }

    const waiting = new Waiting({onAnswered, signal, site, timeout, ...rest})
    const queue = await connectTo({address}, {timeout: 30})
    const asked = requestPages({
      connect: (within) => ImportQueue.open({address, signal: within, timeout: 30}),
      queue,
      queued: waiting,
      signal,
      ...rest,
      requests: waiting.requests(oneByOne(requests)),
      timeout: 30,
    })
    const outcomes: Outcome[] = []
    async function* noted() {
      for await (const some of waiting.outcomes(asked)) {
        outcomes.push(...some)
        yield some
      }
    }

    return {answers, outcomes, result: collectParts(noted()), waiting}
  }

  const asked = async ({answers}: Run, count: number) =>
    expect.poll(() => answers.requested, {interval: 5, timeout: 10_000}).toBe(count)

  it('ends when all pages have been written', async () => {
    const names = packageNames(500)
    const {result} = await givenRun(
      await master({hold: 0.5}),
      names.map((name) => project(name)),
    )
    expect(await result).toEqual({error: undefined, items: names.map((name) => written(name))})
  })

  it.each<[string, RebuildRequest]>([
    ['home', ['REBUILD', ['HOME']]],
    ['search', ['REBUILD', ['SEARCH']]],
  ])('works for %s', async (_part, request) => {
    const {result} = await givenRun(await master(), [request])
    expect((await result).items).toEqual([{package: null, status: 'written'}])
  })

  it('does not take for written what is only queued', async () => {
    const held = await master()
    const run = await givenRun(held, [project('pkg-0')])
    await asked(run, 1)
    // A few looks.
    await delay(700)
    expect(run.outcomes).toEqual([])
    expect(run.waiting).toMatchObject({oldest: 'pkg-0', size: 1, written: 0})
    await held.write(project('pkg-0'))
    expect((await run.result).items).toEqual([written('pkg-0')])
  })

  it('takes pages that were there before for written only when others have taken their places', async () => {
    const held = await master()
    await held.write(project('pkg-0'), project('pkg-1'))
    const run = await givenRun(held, [project('pkg-0'), project('pkg-1')])
    await asked(run, 2)
    await held.write(project('pkg-0'))
    await expect.poll(() => run.outcomes).toEqual([written('pkg-0')])
    await delay(700)
    expect(run.outcomes).toHaveLength(1)
    await held.write(project('pkg-1'))
    expect((await run.result).items).toEqual([written('pkg-0'), written('pkg-1')])
  })

  it('of an index request waits for both pages', async () => {
    const held = await master()
    const run = await givenRun(held, [['REBUILD', ['BOTH', 'pkg-0']]])
    await asked(run, 1)
    await held.write(project('pkg-0'))
    await delay(700)
    expect(run.outcomes).toEqual([])
    await held.write(['REBUILD', ['BOTH', 'pkg-0']])
    expect((await run.result).items).toEqual([written('pkg-0')])
  })

  it('sees that a page is written which appears before the answer to its request', async () => {
    const held = await master({serviceTime: 500})
    const run = await givenRun(held, [project('pkg-0')])
    await held.untilReceived(1)
    await held.write(project('pkg-0'))
    expect(run.answers.requested).toBe(0)
    expect((await run.result).items).toEqual([written('pkg-0')])
  })

  it('counts a page once that is replaced twice', async () => {
    const held = await master()
    await held.write(project('pkg-0'), project('pkg-1'))
    const run = await givenRun(held, [project('pkg-0'), project('pkg-1')])
    await asked(run, 2)
    await held.write(project('pkg-0'), project('pkg-0'))
    await expect.poll(() => run.waiting.written).toBe(1)
    await held.write(project('pkg-0'), project('pkg-0'), project('pkg-1'))
    expect((await run.result).items).toHaveLength(2)
    expect(run.waiting.written).toBe(2)
  })

  it('yields outcomes in the order of the requests, whatever order the pages are written in', async () => {
    const held = await master({packages: packageNames(4)})
    const names = [...packageNames(4), 'unheard-of']
    const run = await givenRun(
      held,
      names.map((name) => project(name)),
    )
    await asked(run, 5)
    await held.write(project('pkg-3'), project('pkg-1'))
    await expect.poll(() => run.waiting.written).toBe(2)
    expect(run.outcomes).toEqual([])
    await held.write(project('pkg-0'))
    await expect.poll(() => run.outcomes).toEqual([written('pkg-0'), written('pkg-1')])
    await held.write(project('pkg-2'))
    expect((await run.result).items).toEqual([
      ...packageNames(4).map((name) => written(name)),
      {package: 'unheard-of', reason: 'unknown package unheard-of', status: 'refused'},
    ])
  })

  it('tells of each answer at once', async () => {
    const answers: Outcome[] = []
    const held = await master({packages: ['pkg-0']})
    const run = await givenRun(held, [project('pkg-0'), project('unheard-of')], {
      onAnswered: (some) => answers.push(...some),
    })
    await expect.poll(() => answers.length, {interval: 5}).toBe(2)
    expect(answers.map(({status}) => status)).toEqual(['queued', 'refused'])
    expect(run.outcomes).toEqual([])
    await held.write(project('pkg-0'))
    await run.result
  })

  describe('for so long', () => {
    it('gives up a page that never comes, and goes on with the others', async () => {
      const run = await givenRun(
        await master({hold: 0, unwritten: ['pkg-1']}),
        packageNames(3).map((name) => project(name)),
        {timeout: 3},
      )
      expect((await run.result).items).toEqual([
        written('pkg-0'),
        unwritten('pkg-1', 'not written within 3 s'),
        written('pkg-2'),
      ])
    })

    it('gives each page its time from when it was queued', async () => {
      const held = await master()
      async function* late() {
        // An answer counts once the next one is there.
        yield project('pkg-0')
        yield project('pkg-1')
        await delay(1500)
        yield project('pkg-2')
      }

      const run = await givenRun(held, late(), {timeout: 2})
      await expect.poll(() => run.outcomes, {timeout: 5000}).toHaveLength(1)
      await held.write(project('pkg-1'), project('pkg-2'))
      expect((await run.result).items).toEqual([
        unwritten('pkg-0', 'not written within 2 s'),
        written('pkg-1'),
        written('pkg-2'),
      ])
    })

    it('has no limit unless given', async () => {
      const held = await master()
      const run = await givenRun(held, [project('pkg-0')])
      await asked(run, 1)
      await delay(1500)
      expect(run.outcomes).toEqual([])
      await held.write(project('pkg-0'))
      await run.result
    })
  })

  describe('when it is stopped', () => {
    it('ends at once; what is not written is not given up for good', async () => {
      const stop = new AbortController()
      const held = await master()
      const run = await givenRun(
        held,
        packageNames(3).map((name) => project(name)),
        {signal: stop.signal},
      )
      await asked(run, 3)
      await held.write(project('pkg-1'))
      await expect.poll(() => run.waiting.isRequested).toBe(true)
      const stopped = performance.now()
      stop.abort()
      const reason = 'not written when the run ended'
      expect((await run.result).items).toEqual([
        unwritten('pkg-0', reason, false),
        written('pkg-1'),
        unwritten('pkg-2', reason, false),
      ])
      expect(performance.now() - stopped).toBeLessThan(1000)
    })

    it('counts what was written just before', async () => {
      const stop = new AbortController()
      const held = await master()
      const run = await givenRun(
        held,
        packageNames(500).map((name) => project(name)),
        {signal: stop.signal},
      )
      await asked(run, 500)
      await held.write(
        ...packageNames(500)
          .toReversed()
          .map((name) => project(name)),
      )
      stop.abort()
      expect((await run.result).items).toEqual(packageNames(500).map((name) => written(name)))
    })

    it('names what was not requested, however much that is, and does not keep it', async () => {
      const stop = new AbortController()
      const held = await master({serviceTime: 1})
      const run = await givenRun(
        held,
        packageNames(2000).map((name) => project(name)),
        {
          namesRest: true,
          signal: stop.signal,
        },
      )
      await expect.poll(() => run.answers.requested, {interval: 5}).toBeGreaterThan(100)
      stop.abort()
      const {items} = await run.result
      expect(items.map(({package: name}) => name)).toEqual(packageNames(2000))
      expect(new Set(items.map(({status}) => status))).toEqual(new Set(['unasked', 'unwritten']))
    })
  })

  it('ends when the asking fails, and throws what that threw once all have their outcomes', async () => {
    const run = await givenRun(await master(), failing())
    const {error, items} = await run.result
    expect(error).toMatchObject({message: 'the database is gone'})
    expect(items.map(({status}) => status)).toEqual(['unwritten', 'unwritten'])
  })

  describe('when the master dies', () => {
    const three = packageNames(3)
    const events = (run: Run) => run.outcomes.map(({package: name, status}) => `${name} ${status}`)

    /** A master that dies once all is queued and one page is written, and the one that comes back. */
    async function givenDeath(next: MasterOptions, options: Parameters<typeof givenRun>[2] = {}) {
      const first = await master()
      const {address} = first
      const run = await givenRun(
        first,
        three.map((name) => project(name)),
        {
          ...options,
          async notify({type}) {
            if (type === 'lost') await master({address, ...next})
          },
        },
      )
      await expect.poll(() => run.waiting.isRequested).toBe(true)
      await first.write(project('pkg-0'))
      await expect.poll(() => run.outcomes).toEqual([written('pkg-0')])
      await first.kill()
      return {run}
    }

    it('has the missing pages queued again, and waits for them', async () => {
      const {run} = await givenDeath({hold: 0})
      expect((await run.result).error).toBeUndefined()
      expect(events(run)).toEqual([
        'pkg-0 written',
        'pkg-1 requeued',
        'pkg-2 requeued',
        'pkg-1 written',
        'pkg-2 written',
      ])
      expect(run.answers).toMatchObject({queued: 3, requested: 3, requeued: 2})
    })

    it('counts as refused what is refused then', async () => {
      const {run} = await givenDeath({hold: 0, packages: ['pkg-0', 'pkg-2']})
      await run.result
      // That one was queued again is told as soon as it may be.
      expect(events(run).toSorted()).toEqual(['pkg-0 written', 'pkg-1 refused', 'pkg-2 requeued', 'pkg-2 written'])
      expect(run.answers).toMatchObject({queued: 2, refused: 1, requested: 3, requeued: 1})
    })

    it('gives each page its time from when it was queued again', async () => {
      const {run} = await givenDeath({}, {timeout: 3})
      await run.result
      expect(events(run)).toEqual([
        'pkg-0 written',
        'pkg-1 requeued',
        'pkg-2 requeued',
        'pkg-1 unwritten',
        'pkg-2 unwritten',
      ])
    })
  })

  describe('with too many under way', () => {
    it('takes no more requests until pages appear', async () => {
      const held = await master()
      let count = 0
      const taken = () => count
      const source = counted(() => count++)
      const {outcomes, result} = await givenRun(held, source, {limit: 100})
      await expect.poll(taken).toBe(101)
      await delay(500)
      expect(taken()).toBe(101)
      await held.write(...packageNames(50).map((name) => project(name)))
      await expect.poll(taken).toBe(151)
      await held.set({hold: 0})
      expect((await result).items).toEqual(packageNames(300).map((name) => written(name)))
      expect(outcomes).toHaveLength(300)
    })

    it('gives up a page that never comes once most of those after it are written', async () => {
      const requests = packageNames(300).map((name) => project(name))
      const {result} = await givenRun(await master({hold: 0, unwritten: ['pkg-7']}), requests, {limit: 100})
      const {items} = await result
      expect(items[7]).toEqual(unwritten('pkg-7', 'not written although 50 later requests have finished'))
      expect(items.filter(({status}) => status === 'written')).toHaveLength(299)
    })

    it('is stopped as ever', async () => {
      const stop = new AbortController()
      const held = await master()
      const run = await givenRun(
        held,
        packageNames(300).map((name) => project(name)),
        {limit: 100, signal: stop.signal},
      )
      await expect.poll(() => run.answers.requested).toBeGreaterThan(90)
      stop.abort()
      const {items} = await run.result
      expect(items).toHaveLength(100)
      expect(run.waiting.size).toBe(0)
    })
  })
})

async function* counted(onTaken: () => void) {
  for (const name of packageNames(300)) {
    onTaken()
    yield project(name)
  }
}

async function* failing() {
  yield project('pkg-0')
  yield project('pkg-1')
  throw new Error('the database is gone')
}
