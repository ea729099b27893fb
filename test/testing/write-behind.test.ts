import {describe, expect, it} from 'vitest'

import {WriteBehind, type Written} from '../../src/testing/write-behind.js'

const pages = (written: Iterable<Written>) => [...written].map(({page}) => page)
const times = (written: Iterable<Written>) => [...written].map(({at}) => Math.round(at * 1000) / 1000)

describe('the writing of a master', () => {
  it('begins once a page was held for its time, at the next look, once a second', () => {
    const master = new WriteBehind({hold: 60, speed: 10}, 0)
    master.request('PROJECT', 'foo', 0.5)
    expect([...master.advance(61)]).toEqual([])
    expect([...master.advance(62)]).toEqual([{at: 61.1, page: 'project/foo/index.html'}])
  })

  it('is of the oldest first, one page at a time, and blocks meanwhile', () => {
    const master = new WriteBehind({hold: 3, speed: 10}, 0)
    for (const [index, name] of ['one', 'two', 'three'].entries()) master.request('PROJECT', name, 0.1 + 0.1 * index)
    expect(pages(master.advance(4))).toEqual([])
    expect(master.isFlushing).toBe(true)
    expect(pages(master.advance(4.21))).toEqual(['project/one/index.html', 'project/two/index.html'])
    expect(master.isFlushing).toBe(true)
    expect(pages(master.advance(4.31))).toEqual(['project/three/index.html'])
    expect(master.isFlushing).toBe(false)
    expect(master.size).toBe(0)
  })

  it('leaves out what was not held long enough when the flush began', () => {
    const master = new WriteBehind({hold: 3, speed: 1}, 0)
    master.request('PROJECT', 'old', 1)
    master.request('PROJECT', 'new', 1.5)
    expect(times(master.advance(5.5))).toEqual([5])
    expect(times(master.advance(10))).toEqual([6.01])
  })

  it('merges repeats in the place of the first, and a PROJECT and a BOTH to a BOTH', () => {
    const master = new WriteBehind({hold: 3, speed: 100}, 0)
    master.request('PROJECT', 'foo', 0)
    master.request('PROJECT', 'bar', 0.1)
    master.request('PROJECT', 'bar', 0.2)
    master.request('BOTH', 'foo', 0.3)
    master.request('PROJECT', 'foo', 0.4)
    expect(pages(master.advance(100))).toEqual([
      'project/foo/index.html',
      'simple/foo/index.html',
      'project/bar/index.html',
    ])
  })

  it('takes a page again that was asked for after it was written', () => {
    const master = new WriteBehind({hold: 3, speed: 10}, 0)
    master.request('PROJECT', 'foo', 0)
    expect(pages(master.advance(4))).toHaveLength(1)
    master.request('PROJECT', 'foo', 4)
    expect(times(master.advance(100))).toEqual([7.1])
  })

  it('is of the home page and the search index at once', () => {
    const master = new WriteBehind({hold: 60, speed: 10}, 0)
    master.requestSite(0.5)
    expect(master.isFlushing).toBe(true)
    expect(pages(master.advance(0.71))).toEqual(['index.html', 'packages.json'])
    expect(master.isFlushing).toBe(false)
  })

  it('may become slower and faster while it is under way', () => {
    const master = new WriteBehind({hold: 0, speed: 10}, 0)
    for (const name of ['one', 'two', 'three', 'four']) master.request('PROJECT', name, 0)
    expect(times(master.advance(1.15))).toEqual([1.1])
    master.set({hold: 0, speed: 0}, 1.15)
    expect(times(master.advance(50))).toEqual([])
    expect(master.isFlushing).toBe(true)
    master.set({hold: 0, speed: 2}, 50)
    expect(times(master.advance(51))).toEqual([50.5, 51])
    master.set({hold: 0, speed: 100}, 51)
    expect(times(master.advance(52))).toEqual([51.01])
  })

  it('leaves a breath between two flushes that are longer than a second', () => {
    const master = new WriteBehind({hold: 1, speed: 1}, 0)
    master.request('PROJECT', 'one', 0)
    master.request('PROJECT', 'two', 1.5)
    expect(times(master.advance(2))).toEqual([2])
    expect(master.isFlushing).toBe(false)
    expect(master.next).toBeCloseTo(2.01)
    master.request('PROJECT', 'three', 2.005)
    expect(times(master.advance(60))).toEqual([4.01, 5.01])
  })
})
