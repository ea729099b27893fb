import {describe, expect, it} from 'vitest'

import {WriteBehind, type Writing, type Written} from '../../../src/testing/writer/write-behind.js'

/** A master whose writer takes 0.1 s for a page, unless it is told otherwise, started at time 0. */
const given = (options: Partial<Writing> = {}) => new WriteBehind({hold: 3, pageTime: () => 0.1, ...options}, 0)
const pages = (written: Iterable<Written>) => [...written].map(({page}) => page)
const times = (written: Iterable<Written>) => [...written].map(({at}) => Math.round(at * 1000) / 1000)

describe('the writing of a master', () => {
  it('begins a second after the last flush with the next message, of what was held for its time by then', () => {
    const master = given({hold: 0.5})
    master.request('PROJECT', 'old', 0.6)
    master.request('PROJECT', 'new', 0.9)
    master.message(0.99)
    expect(master.isBusy).toBe(false)
    master.message(1.3)
    expect(master.isBusy).toBe(true)
    expect([...master.advance(2)]).toEqual([
      {at: expect.closeTo(1.4), isRequested: true, page: 'project/old/index.html'},
    ])
    master.message(2.39)
    expect(master.isBusy).toBe(false)
    master.message(2.41)
    expect(times(master.advance(2.6))).toEqual([2.51])
  })

  it('begins two seconds after the last flush without a message', () => {
    const master = given({hold: 0})
    master.request('PROJECT', 'one', 0)
    expect(master.next).toBe(2)
    expect(times(master.advance(2.5))).toEqual([2.1])
    master.request('PROJECT', 'two', 2.5)
    expect(times(master.advance(10))).toEqual([4.2])
  })

  it('counts a flush that finds nothing to write, which takes no time', () => {
    const master = given({hold: 1})
    master.request('PROJECT', 'foo', 0.5)
    master.message(1.4)
    expect(master.isBusy).toBe(false)
    master.message(2.3)
    expect(master.isBusy).toBe(false)
    master.message(2.4)
    expect(master.isBusy).toBe(true)
  })

  it('counts the pause from the end of a flush, however long it took', () => {
    const master = given({hold: 0, pageTime: () => 2})
    master.request('PROJECT', 'one', 0)
    master.request('PROJECT', 'two', 0)
    master.message(1)
    expect(times(master.advance(5))).toEqual([3, 5])
    master.request('PROJECT', 'three', 5)
    master.message(5.99)
    expect(master.isBusy).toBe(false)
    master.message(6)
    expect(times(master.advance(60))).toEqual([8])
  })

  it('is of the oldest first, one page at a time, and takes no requests meanwhile', () => {
    const master = given()
    for (const name of ['one', 'two', 'three']) master.request('PROJECT', name, 0.1)
    master.message(4)
    expect(pages(master.advance(4.21))).toEqual(['project/one/index.html', 'project/two/index.html'])
    expect(master.isBusy).toBe(true)
    expect(pages(master.advance(4.31))).toEqual(['project/three/index.html'])
    expect(master.isBusy).toBe(false)
    expect(master.size).toBe(0)
  })

  it('merges repeats in the place of the first, and a PROJECT and a BOTH to a BOTH', () => {
    const master = given()
    master.request('PROJECT', 'foo', 0)
    master.request('PROJECT', 'bar', 0.1)
    master.request('PROJECT', 'bar', 0.2)
    master.request('BOTH', 'foo', 0.3)
    master.request('PROJECT', 'foo', 0.4)
    expect([...master.buffered()]).toEqual([
      ['BOTH', 'foo'],
      ['PROJECT', 'bar'],
    ])
    expect(pages(master.advance(100))).toEqual([
      'simple/foo/index.html',
      'project/foo/index.html',
      'project/bar/index.html',
    ])
  })

  it('takes one and a half page times for a BOTH', () => {
    const master = given()
    master.request('BOTH', 'foo', 0)
    master.message(4)
    expect(times(master.advance(5))).toEqual([4.075, 4.15])
  })

  it('takes a page again that was requested after it was written', () => {
    const master = given()
    master.request('PROJECT', 'foo', 0)
    expect(pages(master.advance(5))).toHaveLength(1)
    master.request('PROJECT', 'foo', 5)
    expect(pages(master.advance(100))).toHaveLength(1)
  })

  it('blocks after a burst for all of its pages in one piece', () => {
    const master = given({hold: 60, pageTime: () => 0.01})
    for (let index = 0; index < 1000; index++) master.request('PROJECT', `pkg-${index}`, index / 2000)
    for (let now = 1; now < 60; now++) {
      expect([...master.advance(now)]).toEqual([])
      master.message(now)
    }

    master.message(60.9)
    const written = times(master.advance(100))
    expect(written).toHaveLength(1000)
    expect(written[0]).toBe(60.91)
    expect(written.at(-1)).toBe(70.9)
  })

  describe('of the home page and the search index', () => {
    it('skips the buffer, and goes on while requests are taken', () => {
      const master = given({hold: 60})
      master.requestSite(0.5)
      expect(master.isBusy).toBe(false)
      expect(times(master.advance(0.75))).toEqual([0.6, 0.7])
    })

    it('waits for the end of a flush', () => {
      const master = given()
      for (const name of ['one', 'two']) master.request('PROJECT', name, 0)
      master.message(4)
      master.requestSite(4.05)
      // It was taken before, and changes nothing.
      master.message(4.05)
      expect(pages(master.advance(4.25))).toEqual(['project/one/index.html', 'project/two/index.html'])
      expect(master.isBusy).toBe(false)
      expect(pages(master.advance(4.45))).toEqual(['index.html', 'packages.json'])
    })

    it('is waited for by a flush that begins later', () => {
      const master = given()
      master.request('PROJECT', 'foo', 0)
      master.requestSite(3.95)
      master.message(4)
      expect(master.isBusy).toBe(true)
      expect([...master.advance(5)]).toMatchObject([
        {at: 4.05, page: 'index.html'},
        {page: 'packages.json'},
        {page: 'project/foo/index.html'},
      ])
    })

    it('happens by itself where it is told so, and takes no requests meanwhile', () => {
      const master = given({homeEvery: 60})
      expect([...master.advance(60.3)]).toEqual([])
      expect(master.isBusy).toBe(true)
      expect([...master.advance(60.4)]).toEqual([{at: 60.35, isRequested: false, page: 'index.html'}])
      expect(master.isBusy).toBe(false)
      expect([...master.advance(300)]).toHaveLength(3)
    })

    it('waits by itself for the end of a flush, too, and happens once after it', () => {
      const master = given({hold: 0, homeEvery: 60, homeTime: 1, pageTime: () => 1000})
      master.request('PROJECT', 'foo', 55)
      expect(times(master.advance(1060))).toEqual([1056, 1057])
    })
  })

  it('may become slower and faster while it is under way', () => {
    const master = given({hold: 0})
    const at = (speed: number) => ({hold: 0, pageTime: () => 1 / speed})
    for (const name of ['one', 'two', 'three', 'four']) master.request('PROJECT', name, 0)
    expect(times(master.advance(2.15))).toEqual([2.1])
    master.set(at(0), 2.15)
    expect(times(master.advance(50))).toEqual([])
    expect(master.isBusy).toBe(true)
    master.set(at(2), 50)
    expect(times(master.advance(51))).toEqual([50.5, 51])
    master.set(at(100), 51)
    expect(times(master.advance(52))).toEqual([51.01])
  })

  it('does nothing in a time that was left out, and all of it afterwards', () => {
    const writing = {hold: 0, homeEvery: 60, pageTime: () => 0.1}
    const master = new WriteBehind(writing, 0)
    master.request('PROJECT', 'foo', 0)
    master.set(writing, 500)
    expect([...master.advance(501)]).toMatchObject([
      {at: 500.35},
      {at: expect.closeTo(500.45), page: 'project/foo/index.html'},
    ])
  })

  it('gives the time at which it begins with a page to who knows how long it takes', () => {
    const asked: number[] = []
    const master = given({
      hold: 0,
      pageTime(now) {
        asked.push(now)
        return asked.length
      },
    })
    for (const name of ['one', 'two']) master.request('PROJECT', name, 0)
    expect(times(master.advance(60))).toEqual([3, 5])
    expect(asked).toEqual([2, 3])
  })

  describe('shared with other clients', () => {
    it('is of their pages in their turn, which are not seen and not counted', () => {
      const master = given({hold: 0, othersPages: 10})
      master.request('PROJECT', 'one', 0.25)
      master.request('PROJECT', 'two', 0.85)
      master.message(1.05)
      // Ten of theirs, two before the first, six before the second, two after it.
      expect(times(master.advance(2.2))).toEqual([1.35, 2.05])
      expect(master.size).toBe(0)
      expect(master.isBusy).toBe(true)
      expect(times(master.advance(2.26))).toEqual([])
      expect(master.isBusy).toBe(false)
    })

    it('goes on when they begin and end to request', () => {
      const master = given({hold: 0})
      const writing = (othersPages: number) => ({hold: 0, othersPages, pageTime: () => 0.1})
      expect([...master.advance(100)]).toEqual([])
      master.set(writing(2), 100.5)
      master.set(writing(2), 100.9)
      master.message(101.6)
      // Two pages.
      expect([...master.advance(101.75)]).toEqual([])
      expect(master.isBusy).toBe(true)
      expect([...master.advance(101.85)]).toEqual([])
      expect(master.isBusy).toBe(false)
      master.set(writing(0), 101.85)
      master.message(103)
      expect(master.isBusy).toBe(false)
    })
  })

  // Measured on the real master with a client that sends evenly: T = g * rho / (1 - rho), g = 1.02 s.
  it.each([
    [0.27, 0.38],
    [0.44, 0.8],
    [0.44, 0.85],
    [0.53, 1.13],
  ])('settles with requests at %d of its speed at flushes of %d s', (rho, measured) => {
    expect(flushTime({rho, speed: 60})).toBeGreaterThan(measured * 0.9)
    expect(flushTime({rho, speed: 60})).toBeLessThan(measured * 1.1)
  })
})

/** How long a flush takes on average, in seconds, while a client sends evenly, whether it was answered or not. */
function flushTime({rho, speed}: {readonly rho: number; readonly speed: number}): number {
  const SERVICE_TIME = 0.000_86
  const master = given({pageTime: () => 1 / speed})
  const interval = 1 / (rho * speed)
  const flushes: number[] = []
  let began = 0
  let now = 0
  for (let sent = 0; now < 300; sent++) {
    // It is answered once it was sent, the one before was, and no flush is under way.
    now = Math.max(now, sent * interval) + SERVICE_TIME
    while (master.next <= now || master.isBusy) {
      const wasBusy = master.isBusy
      const at = master.next
      master.advance(at).next()
      if (!wasBusy || master.isBusy) continue
      if (began > 60) flushes.push(at - began)
      now = Math.max(now, at + SERVICE_TIME)
    }

    master.request('PROJECT', `pkg-${sent}`, now)
    master.message(now)
    if (master.isBusy) began = now
  }

  return flushes.reduce((sum, time) => sum + time, 0) / flushes.length
}
