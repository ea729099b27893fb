import {describe, expect, it} from 'vitest'

import {choosePace, secondsToRequest, secondsUntilWritten} from '../../src/pacing/choice.js'

const wish = {maxWait: 2, rate: undefined, speed: undefined}
const adaptive = {kind: 'adaptive', maxWait: 2} as const

describe('the pace', () => {
  describe('that is chosen', () => {
    it('is adaptive unless the user says otherwise', () => {
      expect(choosePace(wish, 1000)).toEqual({kind: 'adaptive', maxWait: 2, speed: undefined})
      expect(choosePace({...wish, rate: 50}, 1000)).toEqual({kind: 'fixed', rate: 50})
      expect(choosePace({...wish, rate: 0}, 1000)).toEqual({kind: 'unlimited'})
    })

    it('sends at once what a careful writer manages in the longest wait', () => {
      expect(choosePace(wish, 20).kind).toBe('unlimited')
      expect(choosePace(wish, 21).kind).toBe('adaptive')
      expect(choosePace({...wish, maxWait: 10}, 100).kind).toBe('unlimited')
      expect(choosePace(wish).kind).toBe('adaptive')
    })

    it('sends more at once to a writer that is known to be quicker', () => {
      expect(choosePace({...wish, speed: 150}, 300).kind).toBe('unlimited')
      expect(choosePace({...wish, speed: 150}, 301)).toEqual({kind: 'adaptive', maxWait: 2, speed: 150})
    })

    it('trusts no writer with less than a careful speed', () => {
      expect(choosePace({...wish, speed: 3}, 20).kind).toBe('unlimited')
      expect(choosePace({...wish, speed: 3}, 21)).toEqual({kind: 'adaptive', maxWait: 2, speed: undefined})
    })
  })

  describe('takes a time that', () => {
    it('is a minute for the first packages, and then as long as others’ waits allow', () => {
      // 397 in the first minute, the rest at two thirds of 210 per second.
      expect(secondsToRequest(adaptive, 100_000, 210)).toBeCloseTo(60 + (100_000 - 397) / 139.1, -1)
      expect(secondsToRequest({...adaptive, speed: 150}, 100_000, 210)).toBeLessThan(740)
    })

    it('is longer the less others may have to wait', () => {
      const times = [0.5, 1, 2, 4].map((maxWait) => secondsToRequest({kind: 'adaptive', maxWait}, 100_000, 210))
      expect(times).toEqual([...times].sort((a, b) => b - a))
    })

    it('is what the master takes where nothing else limits it', () => {
      expect(secondsToRequest({kind: 'unlimited'}, 100_000, 210)).toBeCloseTo(86, 0)
      expect(secondsToRequest({kind: 'fixed', rate: 2.5}, 150, 210)).toBe(60)
      // It takes requests in the pauses between flushes only.
      expect(secondsToRequest({...adaptive, speed: 1e6}, 100_000, 1e6)).toBeGreaterThan(200)
    })

    it('is a hold more until all is written', () => {
      expect(secondsUntilWritten({kind: 'unlimited'}, 100_000, 210)).toBeCloseTo(100_000 / 210 + 60, 0)
      expect(secondsUntilWritten(adaptive, 100_000, 210)).toBeCloseTo(secondsToRequest(adaptive, 100_000, 210) + 60, 0)
    })
  })
})
