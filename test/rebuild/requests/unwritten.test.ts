import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import type {RebuildRequest} from '../../../src/import-queue/messages.js'

import {clock} from '../../../src/pacing/turns.js'
import {type IsWrittenSince, Unwritten} from '../../../src/rebuild/requests/unwritten.js'
import {project} from '../../support/master-at.js'

async function takeAll(unwritten: Unwritten): Promise<RebuildRequest[]> {
  const requests = []
  for await (const request of unwritten.take()) requests.push(request)
  return requests
}

/** So many seconds in which the master answers, once a second. */
function answering(unwritten: Unwritten, seconds: number, request?: (second: number) => RebuildRequest): void {
  for (let second = 0; second < seconds; second++) {
    vi.advanceTimersByTime(1000)
    unwritten.add(request?.(second) ?? project(`other-${second}`), clock())
    unwritten.learn()
  }
}

describe('what may not have been written', () => {
  beforeEach(() => {
    vi.useFakeTimers({toFake: ['Date', 'performance']})
  })

  afterEach(() => vi.useRealTimers())

  it('is what was queued within the last hold, oldest first', async () => {
    const unwritten = new Unwritten()
    answering(unwritten, 200, (second) => project(`pkg-${second}`))
    const requests = await takeAll(unwritten)
    // Those of a second or two are looked at together.
    expect(requests.length).toBeGreaterThanOrEqual(61)
    expect(requests.length).toBeLessThanOrEqual(64)
    expect(requests).toEqual(
      Array.from({length: requests.length}, (_, index) => project(`pkg-${200 - requests.length + index}`)),
    )
  })

  it('is nothing once it was taken', async () => {
    const unwritten = new Unwritten()
    unwritten.add(project('foo'), clock())
    expect(await takeAll(unwritten)).toEqual([project('foo')])
    expect(await takeAll(unwritten)).toEqual([])
  })

  it('of a burst is as much as a slow writer cannot have written since', async () => {
    const unwritten = new Unwritten()
    for (let index = 0; index < 3000; index++) unwritten.add(project(`pkg-${index}`), clock())
    answering(unwritten, 61 + 100)
    const {length} = (await takeAll(unwritten)).filter(([, [, name]]) => name!.startsWith('pkg-'))
    expect(length).toBeGreaterThanOrEqual(3000 - 100 * 15)
    expect(length).toBeLessThan(3000 - 100 * 15 + 300)
  })

  it('counts the two pages of an index request', async () => {
    const unwritten = new Unwritten()
    for (let index = 0; index < 1500; index++) unwritten.add(['REBUILD', ['BOTH', `pkg-${index}`]], clock())
    answering(unwritten, 61 + 100)
    const {length} = (await takeAll(unwritten)).filter(([, [, name]]) => name!.startsWith('pkg-'))
    expect(length).toBeGreaterThanOrEqual(750)
  })

  it('does not shrink while no answers come: a master that is paused writes nothing', async () => {
    const unwritten = new Unwritten()
    unwritten.add(project('foo'), clock())
    vi.advanceTimersByTime(600_000)
    unwritten.add(project('bar'), clock())
    unwritten.learn()
    expect(await takeAll(unwritten)).toEqual([project('foo'), project('bar')])
  })

  it('shrinks by what the pace has learnt', async () => {
    const unwritten = new Unwritten()
    answering(unwritten, 20, (second) => project(`pkg-${second}`))
    unwritten.learn(clock() - 4.5)
    const requests = await takeAll(unwritten)
    expect(requests.length).toBeGreaterThanOrEqual(5)
    expect(requests.length).toBeLessThanOrEqual(7)
  })

  it('tells up to when all is written', () => {
    const unwritten = new Unwritten()
    expect(unwritten.writtenUntil()).toBe(clock())
    unwritten.add(project('foo'), clock())
    const then = clock()
    answering(unwritten, 5)
    expect(unwritten.writtenUntil()).toBe(then)
  })

  it('is not taken for written when it is closed', () => {
    const unwritten = new Unwritten()
    const then = clock()
    unwritten.add(project('foo'), then)
    vi.advanceTimersByTime(1000)
    unwritten.close()
    expect(unwritten.writtenUntil()).toBe(then)
  })

  it('of a request for all packages is all of it, for ever', async () => {
    const unwritten = new Unwritten()
    unwritten.add(['REBUILD', ['PROJECT', null]], clock())
    answering(unwritten, 1000)
    expect((await takeAll(unwritten))[0]).toEqual(['REBUILD', ['PROJECT', null]])
  })

  describe('where pages can be looked at', () => {
    it('is not what has been written since it was queued', async () => {
      const moments: number[] = []
      const isWritten: IsWrittenSince = async ([, [, name]], moment) => {
        moments.push(moment)
        return name === 'foo'
      }

      const unwritten = new Unwritten(isWritten)
      const queued = Date.now()
      unwritten.add(project('foo'), clock())
      unwritten.add(project('bar'), clock())
      vi.advanceTimersByTime(5000)
      expect(await takeAll(unwritten)).toEqual([project('bar')])
      for (const moment of moments) expect(Math.abs(moment - queued)).toBeLessThan(5)
    })

    it('does not trust their times once the clock was set', async () => {
      const unwritten = new Unwritten(async () => true)
      unwritten.add(project('foo'), clock())
      vi.setSystemTime(Date.now() + 60_000)
      expect(await takeAll(unwritten)).toEqual([project('foo')])
    })
  })
})
