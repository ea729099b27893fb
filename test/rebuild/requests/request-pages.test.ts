import {setTimeout as delay} from 'node:timers/promises'
import {describe, expect, it, vi} from 'vitest'

import type {RebuildRequest} from '../../../src/import-queue/messages.js'
import type {EmulatedMaster, Nonsense} from '../../../src/testing/index.js'

import {NoAnswerError} from '../../../src/import-queue/connection-errors.js'
import {ImportQueue} from '../../../src/import-queue/import-queue.js'
import {FixedPace} from '../../../src/pacing/fixed-pace.js'
import {InvalidRepliesError, MasterGoneError} from '../../../src/rebuild/requests/errors.js'
import {isRepeat, type Outcome} from '../../../src/rebuild/requests/outcome.js'
import {type ConnectionEvent, type RequestOptions, requestPages} from '../../../src/rebuild/requests/request-pages.js'
import {Unwritten} from '../../../src/rebuild/requests/unwritten.js'
import {BareMaster, type Received} from '../../support/bare-master.js'
import {
  collectParts,
  connectTo,
  freshAddress,
  givenMaster,
  oneByOne,
  packageNames,
  project,
} from '../../support/master-at.js'

interface Run {
  readonly events: ConnectionEvent[]
  /** All outcomes, and the error that ended the run. */
  readonly result: Promise<{readonly error: unknown; readonly items: Outcome[]}>
}

interface Settings extends Partial<Omit<RequestOptions, 'connect' | 'queue' | 'requests'>> {
  readonly requests: AsyncIterable<RebuildRequest> | Iterable<RebuildRequest>
}

async function givenRun(master: {readonly address: string}, settings: Settings): Promise<Run> {
  const {notify, requests, timeout = 30, ...rest} = settings
  const {address} = master
  const events: ConnectionEvent[] = []
  const queue = await connectTo(master, {timeout})
  const outcomes = requestPages({
    connect: (signal) => ImportQueue.open({address, signal, timeout}),
    queue,
    queued: new Unwritten(),
    requests: oneByOne(requests),
    timeout,
    ...rest,
    notify(event) {
      events.push(event)
      notify?.(event)
    },
  })
  return {events, result: collectParts(outcomes)}
}

const projects = (names: readonly string[]) => names.map((name) => project(name))
const queued = (name: string): Outcome => ({package: name, status: 'queued'})
const unanswered = (name: string): Outcome => ({package: name, status: 'unanswered'})
const refused = (name: string): Outcome => ({package: name, reason: `unknown package ${name}`, status: 'refused'})

/** Of the outcomes of a run that came to its end, the first one of each request. */
async function firstsOf(result: Run['result']): Promise<Outcome[]> {
  const {error, items} = await result
  expect(error).toBeUndefined()
  return items.filter((outcome) => !isRepeat(outcome))
}

/** The packages that masters were asked for, each once. */
async function askedOf(...masters: EmulatedMaster[]): Promise<Set<null | string | undefined>> {
  const records = await Promise.all(masters.map((master) => master.requests()))
  return new Set(records.flat().map(({request}) => (request as RebuildRequest)[1][1]))
}

describe('a run', () => {
  describe('a rebuild', () => {
    it('tells of each request, in order, whether it was queued or refused', async () => {
      const names = packageNames(300)
      const master = await givenMaster({packages: names.filter((_, index) => index % 7 > 0)})
      const {events, result} = await givenRun(master, {requests: projects(names)})
      expect(await result).toEqual({
        error: undefined,
        items: names.map((name, index) => (index % 7 > 0 ? queued(name) : refused(name))),
      })
      expect(events).toEqual([])
      expect(await master.count()).toBe(300)
    })

    it('of a page that names no package has an outcome without one', async () => {
      const requests: RebuildRequest[] = [
        ['REBUILD', ['HOME']],
        ['REBUILD', ['BOTH', null]],
      ]
      const {result} = await givenRun(await givenMaster(), {requests})
      expect((await result).items).toEqual([
        {package: null, status: 'queued'},
        {package: null, status: 'queued'},
      ])
    })

    it('of nothing ends at once', async () => {
      const {result} = await givenRun(await givenMaster(), {requests: []})
      expect(await result).toEqual({error: undefined, items: []})
    })

    it('closes its connection when it ends, and lets go of its source', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      const letGo = vi.fn()
      const source = async function* () {
        try {
          for (const name of packageNames(100)) yield project(name)
        } finally {
          letGo()
        }
      }

      const outcomes = requestPages({
        connect: () => connectTo(master),
        queue,
        queued: new Unwritten(),
        requests: oneByOne(source()),
        timeout: 30,
      })
      await outcomes.next()
      await outcomes.return()
      expect(queue.closed).toBe(true)
      await vi.waitUntil(() => letGo.mock.calls.length === 1)
    })

    it('settles what was sent, and then raises what its source throws', async () => {
      const source = async function* () {
        yield* projects(['foo', 'bar'])
        throw new Error('the database is gone')
      }

      const {result} = await givenRun(await givenMaster({serviceTime: 5}), {requests: source()})
      expect(await result).toEqual({error: new Error('the database is gone'), items: [queued('foo'), queued('bar')]})
    })
  })

  describe('when the master goes away', () => {
    it('and comes back, what it had not answered is asked again: none is lost, and all are in order', async () => {
      const names = packageNames(400)
      const first = await givenMaster({dieAfter: 150, packages: names})
      const {address} = first
      let second: Promise<EmulatedMaster> | undefined
      const {events, result} = await givenRun(first, {
        notify({type}) {
          if (type === 'lost') second = givenMaster({address, packages: names})
        },
        requests: projects(names),
      })
      expect(await firstsOf(result)).toEqual(names.map((name) => queued(name)))
      expect(events.map(({type}) => type)).toEqual(['lost', 'back'])
      expect(await askedOf(first, await second!)).toEqual(new Set(names))
    })

    it('several times, that is no worse', async () => {
      const names = packageNames(200)
      const address = await freshAddress()
      let deaths = 0
      const {events, result} = await givenRun(await givenMaster({address, dieAfter: 30, packages: names}), {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address, packages: names, ...(++deaths < 2 && {dieAfter: 30})})
        },
        requests: projects(names),
      })
      expect(await firstsOf(result)).toEqual(names.map((name) => queued(name)))
      expect(events.filter(({type}) => type === 'lost')).toHaveLength(2)
    })

    it('and comes back, the pace begins anew', async () => {
      const first = await givenMaster({dieAfter: 5, packages: packageNames(10)})
      const {address} = first
      const paces: FixedPace[] = []
      const {result} = await givenRun(first, {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address, packages: packageNames(10)})
        },
        pace(now) {
          const pace = new FixedPace(1000, now)
          paces.push(pace)
          return pace
        },
        requests: projects(packageNames(10)),
      })
      expect(await firstsOf(result)).toHaveLength(10)
      expect(paces).toHaveLength(2)
    })

    it('before its first request is answered, that is the same case', async () => {
      const first = await givenMaster({dieAfter: 0})
      const {address} = first
      const {result} = await givenRun(first, {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address})
        },
        requests: [['REBUILD', ['HOME']]],
      })
      expect(await result).toEqual({error: undefined, items: [{package: null, status: 'queued'}]})
    })

    it('before the run begins, that is the same case', async () => {
      const first = await givenMaster()
      const {address} = first
      const run = givenRun(first, {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address})
        },
        requests: (async function* () {
          await first.exited
          yield project('foo')
        })(),
      })
      await run
      await first.kill()
      expect(await (await run).result).toEqual({error: undefined, items: [queued('foo')]})
    })

    it('during the last answers, that is the same case', async () => {
      const first = await givenMaster({dieAfter: 2})
      const {address} = first
      const {result} = await givenRun(first, {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address})
        },
        requests: projects(['foo', 'bar', 'numpy']),
      })
      expect(await firstsOf(result)).toEqual([queued('foo'), queued('bar'), queued('numpy')])
    })

    it('and does not come back in time, what was in flight is unanswered, and the run ends', async () => {
      const names = packageNames(10)
      const master = await givenMaster({dieAfter: 3, packages: names})
      const {events, result} = await givenRun(master, {requests: projects(names), timeout: 0.5, window: 4})
      const {error, items: all} = await result
      expect(error).toBeInstanceOf(MasterGoneError)
      const items = all.filter((outcome) => !isRepeat(outcome))
      expect(items).toEqual(names.slice(0, items.length).map((name, index) => (index < 3 ? queued : unanswered)(name)))
      expect(items.length).toBeGreaterThan(3)
      expect(items.length).toBeLessThanOrEqual(7)
      expect(events).toEqual([{type: 'lost'}])
    })

    it('and what comes back is silent, the timeout counts from the last answer before', async () => {
      const first = await givenMaster({dieAfter: 0})
      const {address} = first
      const started = performance.now()
      const {result} = await givenRun(first, {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address, silent: true})
        },
        requests: projects(['foo']),
        timeout: 2,
      })
      const {error, items} = await result
      expect(error).toBeInstanceOf(NoAnswerError)
      expect(items).toEqual([unanswered('foo')])
      expect(performance.now() - started).toBeLessThan(3500)
    })

    it('while nothing is in flight, and comes back, a source that is slower than the timeout is still waited for', async () => {
      const first = await givenMaster()
      const {address} = first
      let back = () => {}
      const returned = new Promise<void>((resolve) => {
        back = resolve
      })
      const source = async function* () {
        await returned
        await delay(1500)
        yield project('foo')
      }

      const {events, result} = await givenRun(first, {
        async notify({type}) {
          if (type === 'lost') await givenMaster({address})
          if (type === 'back') back()
        },
        requests: source(),
        timeout: 1,
      })
      await first.kill()
      expect(await result).toEqual({error: undefined, items: [queued('foo')]})
      expect(events).toEqual([{type: 'lost'}, {again: 0, type: 'back'}])
    })

    it('after the user stopped the run, it is not waited for', async () => {
      const master = await givenMaster({serviceTime: 60_000})
      const stop = new AbortController()
      const {events, result} = await givenRun(master, {requests: projects(['foo']), signal: stop.signal})
      await master.untilReceived(1)
      stop.abort()
      await master.kill()
      expect(await result).toEqual({error: undefined, items: [unanswered('foo')]})
      expect(events).toEqual([])
    })
  })

  describe('when the master talks nonsense', () => {
    const garbage = (...at: number[]): Nonsense[] =>
      at.map((number) => ({answers: [Buffer.from('ff', 'hex')], at: number}))

    it('what was in flight is asked again on a new connection', async () => {
      const names = packageNames(200)
      const master = await givenMaster({nonsense: garbage(100), packages: names})
      const {events, result} = await givenRun(master, {requests: projects(names)})
      expect(await result).toEqual({error: undefined, items: names.map((name) => queued(name))})
      expect(events).toEqual([
        {problem: expect.stringContaining('Undecodable message'), type: 'invalid'},
        {again: 0, type: 'back'},
      ])
      expect(new Set((await master.requests()).map(({connection}) => connection)).size).toBe(2)
    })

    it('three times, the run ends, and says what came', async () => {
      const master = await givenMaster({nonsense: garbage(2, 3, 4), packages: packageNames(5)})
      const {events, result} = await givenRun(master, {requests: projects(packageNames(5)), window: 1})
      const {error, items} = await result
      expect(error).toBeInstanceOf(InvalidRepliesError)
      expect(error).toMatchObject({message: expect.stringMatching(/3 times; the last one: Undecodable message/)})
      // The first was not beyond doubt when the second was answered with nonsense; it was asked again in vain.
      expect(items).toEqual([unanswered('pkg-0'), unanswered('pkg-1')])
      expect(events.filter(({type}) => type === 'invalid')).toHaveLength(2)
    })

    it('now and then, good answers in between make up for it', async () => {
      const names = packageNames(5000)
      const master = await givenMaster({nonsense: garbage(1, 1500, 3000, 4500), packages: names, record: false})
      const {events, result} = await givenRun(master, {requests: projects(names)})
      expect(await result).toEqual({error: undefined, items: names.map((name) => queued(name))})
      expect(events.filter(({type}) => type === 'invalid')).toHaveLength(4)
    })

    it('so that an answer is missing, no package is taken for another', async () => {
      const master = await givenMaster({nonsense: [{answers: [], at: 2}], packages: ['foo', 'bar']})
      const {result} = await givenRun(master, {requests: projects(['foo', 'bar', 'missing', 'foo'])})
      expect(await result).toEqual({
        error: undefined,
        items: [queued('foo'), queued('bar'), refused('missing'), queued('foo')],
      })
    })

    it('so that there is an answer too many, no package is taken for another in mid-stream', async () => {
      const names = packageNames(20)
      // Its refusal comes one answer late, when it seems to be queued already.
      const isKnown = (name: string) => name !== 'pkg-7'
      const nonsense: Nonsense[] = [{answers: ['proper', 'proper'], at: 3}]
      const master = await givenMaster({nonsense, packages: names.filter((name) => isKnown(name))})
      const {events, result} = await givenRun(master, {requests: projects(names)})
      expect(await result).toEqual({
        error: undefined,
        items: names.map((name) => (isKnown(name) ? queued(name) : refused(name))),
      })
      expect(events.map(({type}) => type)).toEqual(['invalid', 'back'])
    })

    it('so that there is an answer too many, no package is taken for another at the end', async () => {
      const nonsense: Nonsense[] = [{answers: ['proper', 'proper'], at: 1}]
      const master = await givenMaster({nonsense, serviceTime: 100})
      const {events, result} = await givenRun(master, {requests: projects(['foo', 'bar', 'numpy', 'missing'])})
      expect(await result).toEqual({
        error: undefined,
        items: [queued('foo'), queued('bar'), queued('numpy'), refused('missing')],
      })
      expect(events.map(({type}) => type)).toEqual(['invalid', 'back'])
    })
  })

  describe('when the master is silent', () => {
    it('the run ends after the timeout, and what was in flight is unanswered', async () => {
      const master = await givenMaster({silent: true})
      const started = performance.now()
      const {result} = await givenRun(master, {requests: projects(packageNames(10)), timeout: 0.4, window: 2})
      const {error, items} = await result
      expect(error).toBeInstanceOf(NoAnswerError)
      expect(items).toEqual([unanswered('pkg-0'), unanswered('pkg-1')])
      expect(performance.now() - started).toBeGreaterThanOrEqual(400)
    })

    it('that is told from the fifth second on, and when it goes on so does the run', async () => {
      const names = packageNames(50)
      const master = await givenMaster({packages: names})
      const {events, result} = await givenRun(master, {
        async notify({type}) {
          if (type === 'busy') await master.kill('SIGCONT')
        },
        requests: (async function* () {
          await master.kill('SIGSTOP')
          yield* projects(names)
        })(),
      })
      expect(await result).toEqual({error: undefined, items: names.map((name) => queued(name))})
      expect(events[0]).toEqual({seconds: 5, type: 'busy'})
      expect(events.filter(({type}) => type !== 'busy')).toEqual([])
    })
  })

  describe('when the user stops the run', () => {
    it('nothing more is sent, and what is in flight is settled', async () => {
      const master = await BareMaster.start()
      const stop = new AbortController()
      const {result} = await givenRun(master, {
        requests: projects(packageNames(10)),
        signal: stop.signal,
        window: 3,
      })
      const received: Received[] = []
      while (received.length < 3) received.push(await master.receive())
      stop.abort()
      for (const {answer} of received) await answer()
      expect(await result).toEqual({error: undefined, items: packageNames(3).map((name) => queued(name))})
      expect(master.hasMore).toBe(false)
    })

    it('while its source gives nothing, it ends', async () => {
      const stop = new AbortController()
      const {result} = await givenRun(await givenMaster(), {
        requests: (async function* () {
          await new Promise(() => {})
          yield project('foo')
        })(),
        signal: stop.signal,
      })
      stop.abort()
      expect(await result).toEqual({error: undefined, items: []})
    })

    it('while the master is silent, it ends within the grace, and what was in flight is unanswered', async () => {
      const master = await BareMaster.start()
      const stop = new AbortController()
      const {result} = await givenRun(master, {
        grace: 0.3,
        requests: projects(packageNames(10)),
        signal: stop.signal,
        window: 2,
      })
      await master.receive()
      const {answer} = await master.receive()
      const stopped = performance.now()
      stop.abort()
      await answer()
      expect(await result).toEqual({error: undefined, items: [queued('pkg-0'), unanswered('pkg-1')]})
      expect(performance.now() - stopped).toBeGreaterThanOrEqual(300)
      expect(performance.now() - stopped).toBeLessThan(5000)
    })

    it('while the master is away, it ends at once', async () => {
      const master = await givenMaster({dieAfter: 0})
      const stop = new AbortController()
      const {events, result} = await givenRun(master, {
        notify({type}) {
          if (type === 'lost') stop.abort()
        },
        requests: projects(['foo']),
        signal: stop.signal,
      })
      expect(await result).toEqual({error: undefined, items: [unanswered('foo')]})
      expect(events).toEqual([{type: 'lost'}])
    })

    it('before it began, nothing is sent', async () => {
      const master = await givenMaster()
      const {result} = await givenRun(master, {requests: projects(['foo']), signal: AbortSignal.abort()})
      expect(await result).toEqual({error: undefined, items: []})
      expect(await master.count()).toBe(0)
    })
  })
})
