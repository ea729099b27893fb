import {describe, expect, it} from 'vitest'

import {hear} from './answers.js'

describe('the rhythm of a master', () => {
  it('shows a flush by the request that is answered at its end', () => {
    const {flushes} = hear(4, [[1, 1.5]])
    expect(flushes).toHaveLength(1)
    expect(flushes[0]!.end).toBe(1.5)
    expect(flushes[0]!.length).toBeCloseTo(0.5, 1)
  })

  it('reports the gap at once, and of the flush when nothing can be too soon after it', () => {
    const {heard} = hear(4, [[1, 1.5]])
    expect(heard.find(({gap}) => gap !== undefined)).toMatchObject({at: 1.5, flush: undefined})
    const certain = heard.find(({flush}) => flush !== undefined)!
    expect(certain.at).toBeGreaterThan(2.4)
    expect(certain.at).toBeLessThan(2.43)
  })

  it('is one of flushes a second after the end of the last, whatever they take', () => {
    const {flushes} = hear(9, [
      [1, 1.5],
      [2.5, 4.5],
      [5.5, 5.6],
    ])
    expect(flushes.map(({end}) => end)).toEqual([1.5, 4.5, 5.6])
    expect(flushes.map(({isNext}) => isNext)).toEqual([false, true, true])
  })

  it('takes no silence for a flush that comes too soon after one', () => {
    const {flushes} = hear(9, [
      [1, 2],
      [2.3, 2.6],
      [3, 4],
    ])
    expect(flushes.map(({end}) => end)).toEqual([2, 4])
  })

  it('is not hidden by a hiccup right before a flush', () => {
    const {flushes} = hear(12, [
      [1, 2],
      [3, 4],
      [5, 6],
      [6.95, 6.97],
      [7, 8],
    ])
    expect(flushes.map(({end}) => end)).toEqual([2, 4, 6, 8])
  })

  it('is not broken by a long silence of another cause after a flush of the usual length', () => {
    const {flushes} = hear(20, [
      [1, 2],
      [3, 4],
      [4.5, 10],
      [11, 12],
    ])
    expect(flushes.map(({length}) => Math.round(length))).toEqual([1, 1, 1])
  })

  it('says where a flush in between did not show', () => {
    const {flushes} = hear(9, [
      [1, 2],
      [4.1, 5.1],
    ])
    expect(flushes.map(({isNext}) => isNext)).toEqual([false, false])
  })

  it('does not take usual answers for silences', () => {
    const {heard} = hear(3, [])
    expect(heard.filter(({flush, gap}) => flush ?? gap)).toEqual([])
  })

  it('knows the longest flush', () => {
    const {rhythm} = hear(9, [
      [1, 3],
      [4, 5],
    ])
    expect(rhythm.longest).toBeCloseTo(2, 1)
  })

  it('begins a flush that was seen badly as early as it may have begun', () => {
    const {rhythm} = hear(0.2, [])
    // Nothing was sent for a second before the request that had to wait.
    rhythm.sent(1.2)
    rhythm.answered(1.4)
    rhythm.sent(2.5)
    const {flush} = rhythm.answered(2.501)
    expect(flush).toMatchObject({isExact: false})
    expect(flush!.length).toBeGreaterThan(1)
  })

  it('forgets what it saw while its own process was held up', () => {
    const {rhythm} = hear(1, [])
    rhythm.sent(1.1)
    rhythm.heldUp(20)
    expect(rhythm.answered(20.001).gap).toBeUndefined()
    expect(rhythm.longest).toBeUndefined()
  })
})
