import {describe, expect, it} from 'vitest'

import type {PaceMaker} from '../../../src/pacing/turns.js'
import type {Outcome} from '../../../src/rebuild/requests/outcome.js'

import {ImportQueue} from '../../../src/import-queue/import-queue.js'
import {FixedPace} from '../../../src/pacing/fixed-pace.js'
import {isWrittenSince} from '../../../src/pages/written-since.js'
import {Tally} from '../../../src/rebuild/books/tally.js'
import {MasterGoneError} from '../../../src/rebuild/requests/errors.js'
import {type ConnectionEvent, type RequestOptions, requestPages} from '../../../src/rebuild/requests/request-pages.js'
import {Unwritten} from '../../../src/rebuild/requests/unwritten.js'
import {type EmulatedMaster, type MasterOptions} from '../../../src/testing/index.js'
import {TestSite} from '../../pages/site.js'
import {collectParts, connectTo, givenMaster, oneByOne, packageNames, project} from '../../support/master-at.js'

const names = packageNames(100)
const projects = names.map((name) => project(name))
const queued = (name: string): Outcome => ({package: name, status: 'queued'})
const requeued = (name: string): Outcome => ({package: name, status: 'requeued'})

interface Settings extends Partial<RequestOptions> {
  /** The master that comes back; none does unless given. */
  readonly next?: MasterOptions
}

/** A run over a master that goes away, and the one that comes back. */
async function givenRun(first: EmulatedMaster, {next, notify, timeout = 30, ...rest}: Settings = {}) {
  const {address} = first
  const events: ConnectionEvent[] = []
  let second: Promise<EmulatedMaster> | undefined
  const outcomes: Outcome[] = []
  async function* noted(source: AsyncIterable<readonly Outcome[]>) {
    for await (const some of source) {
      outcomes.push(...some)
      yield some
    }
  }

  const source = requestPages({
    connect: (signal) => ImportQueue.open({address, signal, timeout}),
    queue: await connectTo(first, {timeout}),
    queued: new Unwritten(),
    requests: oneByOne(projects),
    timeout,
    ...rest,
    notify(event) {
      events.push(event)
      if (event.type === 'lost' && next) second ??= givenMaster({address, packages: names, ...next})
      notify?.(event)
    },
  })
  return {
    /** The packages that the master that came back was asked for, in order. */
    async askedAgain() {
      const requests = (await (await second)?.requests()) ?? []
      return requests.map(({request}) => request?.[1]?.[1])
    },
    events,
    outcomes,
    result: collectParts(noted(source)),
    second: async () => (await second)!,
  }
}

function tallyOf(outcomes: readonly Outcome[]): Tally {
  const tally = new Tally()
  for (const outcome of outcomes) tally.add(outcome)
  return tally
}

describe('when a master dies', () => {
  const paces: [string, PaceMaker | undefined][] = [
    ['unpaced', undefined],
    ['paced', (now) => new FixedPace(1000, now)],
  ]

  it.each(paces)('is requested again, before all else (%s)', async (_name, pace) => {
    const run = await givenRun(await givenMaster({dieAfter: 60, packages: names}), {next: {}, pace})
    const {error, items} = await run.result
    expect(error).toBeUndefined()
    expect(items).toEqual([
      ...names.slice(0, 60).map((name) => queued(name)),
      ...names.slice(0, 60).map((name) => requeued(name)),
      ...names.slice(60).map((name) => queued(name)),
    ])
    expect(await run.askedAgain()).toEqual(names)
    expect(run.events).toEqual([{type: 'lost'}, {again: 60, type: 'back'}])
    expect(tallyOf(items)).toMatchObject({queued: 100, requested: 100, requeued: 60})
  })

  it('is not requested again while it lives', async () => {
    const master = await givenMaster({packages: names})
    const {result} = await givenRun(master)
    expect((await result).items).toEqual(names.map((name) => queued(name)))
    expect(await master.count()).toBe(100)
  })

  it('is requested again when another one dies meanwhile', async () => {
    const first = await givenMaster({dieAfter: 60, packages: names})
    const {address} = first
    const run = await givenRun(first, {
      next: {dieAfter: 30},
      async notify({type}) {
        if (type !== 'back' || run.events.filter((event) => event.type === 'lost').length > 1) return
        await (
          await run.second()
        ).exited
        await givenMaster({address, packages: names})
      },
    })
    const {error, items} = await run.result
    expect(error).toBeUndefined()
    expect(run.events.map((event) => ('again' in event ? event.again : event.type))).toEqual(['lost', 60, 'lost', 60])
    expect(items.slice(0, 90)).toEqual([
      ...names.slice(0, 60).map((name) => queued(name)),
      ...names.slice(0, 30).map((name) => requeued(name)),
    ])
    expect(tallyOf(items)).toMatchObject({queued: 100, requested: 100, requeued: 90})
    expect(new Set(items.slice(90, 150).map(({package: name}) => name))).toEqual(new Set(names.slice(0, 60)))
  })

  it('is requested again where it dies right after the last answer', async () => {
    // The look for an answer too many takes twice as long as the longest answer.
    const first = await givenMaster({dieAfter: 3, packages: names, serviceTime: 200})
    const other = await connectTo(first)
    const run = await givenRun(first, {next: {}, requests: oneByOne(projects.slice(0, 3))})
    await first.untilReceived(3)
    // It dies of this one.
    await expect(other.request(project('pkg-0'))).rejects.toThrow()
    const {error, items} = await run.result
    expect(error).toBeUndefined()
    const three = names.slice(0, 3)
    expect(items).toEqual([...three.map((name) => queued(name)), ...three.map((name) => requeued(name))])
  })

  it('is not requested again where the page has been written since', async () => {
    const site = await TestSite.make()
    const output = site.folder
    const first = await givenMaster({hold: 100_000, output, packages: names, writingSpeed: 1000})
    let more = () => {}
    const run = await givenRun(first, {
      next: {},
      queued: new Unwritten(async (request, moment) => isWrittenSince(output, request, moment)),
      requests: (async function* () {
        yield projects.slice(0, 60)
        await new Promise<void>((resolve) => {
          more = resolve
        })
        yield projects.slice(60)
      })(),
    })
    await expect.poll(() => run.outcomes.length).toBe(59)
    await first.write(...projects.slice(0, 20))
    await first.kill()
    await expect.poll(() => run.events.length).toBe(2)
    more()
    const {items} = await run.result
    expect(run.events[1]).toEqual({again: 40, type: 'back'})
    expect(await run.askedAgain()).toEqual(names.slice(20))
    expect(tallyOf(items)).toMatchObject({queued: 100, requested: 100, requeued: 40})
  })

  it('and is refused then, is no longer queued', async () => {
    const packages = names.filter((name) => name !== 'pkg-7')
    const run = await givenRun(await givenMaster({dieAfter: 60, packages: names}), {next: {packages}})
    const {items} = await run.result
    expect(items).toContainEqual({
      package: 'pkg-7',
      reason: 'unknown package pkg-7',
      status: 'refused',
      wasQueued: true,
    })
    const tally = tallyOf(items)
    expect(tally).toMatchObject({queued: 99, refused: 1, requested: 100, requeued: 59})
    expect(tally.failures).toEqual([{package: 'pkg-7', reason: 'unknown package pkg-7', status: 'refused'}])
  })

  it('is unanswered where no master comes back', async () => {
    const {result} = await givenRun(await givenMaster({dieAfter: 60, packages: names}), {timeout: 0.5, window: 8})
    const {error, items} = await result
    expect(error).toBeInstanceOf(MasterGoneError)
    expect(items.filter((outcome) => outcome.status === 'unanswered').map(({package: name}) => name)).toEqual(
      names.slice(0, 68),
    )
    const tally = tallyOf(items)
    expect(tally).toMatchObject({queued: 0, requested: 68, unanswered: 68})
    expect(tally.failures[0]?.reason).toBe('queued, but the master may have died before writing the page')
  })

  it('is unanswered where the run is stopped before it is queued again', async () => {
    const stop = new AbortController()
    const run = await givenRun(await givenMaster({dieAfter: 60, packages: names}), {
      next: {serviceTime: 20},
      signal: stop.signal,
      window: 2,
    })
    await expect.poll(() => run.outcomes.length, {interval: 5, timeout: 10_000}).toBeGreaterThan(62)
    stop.abort()
    const {items} = await run.result
    const tally = tallyOf(items)
    expect(tally.requeued).toBeGreaterThan(0)
    expect(tally.requeued).toBeLessThan(60)
    // Two had been in flight when the first master died.
    expect(tally).toMatchObject({queued: tally.requeued, requested: 62, unanswered: 62 - tally.requeued})
  })

  describe('a master that dies at the same request again and again', () => {
    it('is not asked for it a fourth time; the run goes on behind it', async () => {
      const first = await givenMaster({dieAfter: 10, packages: names})
      const {address} = first
      // Each is asked for the ten that may be lost, and dies at the next.
      const others: MasterOptions[] = [{dieAfter: 10}, {dieAfter: 10}, {}]
      const {error, items} = await collectParts(
        requestPages({
          connect: (signal) => ImportQueue.open({address, signal, timeout: 30}),
          notify({type}) {
            const next = type === 'lost' ? others.shift() : undefined
            if (next) givenMaster({address, packages: names, ...next}).catch(() => {})
          },
          queue: await connectTo(first, {timeout: 30}),
          queued: new Unwritten(),
          requests: oneByOne(projects),
          timeout: 30,
        }),
      )
      expect(error).toBeUndefined()
      expect(items.filter(({status}) => status === 'unanswered')).toEqual([{package: names[10], status: 'unanswered'}])
      const done = new Set(items.filter(({status}) => status === 'queued').map((it) => it.package))
      expect(done).toEqual(new Set(names.filter((name) => name !== names[10])))
    })
  })
})
