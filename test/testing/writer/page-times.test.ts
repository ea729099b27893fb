import {describe, expect, it} from 'vitest'

import {drifting, pageTimes, scattered} from '../../../src/testing/writer/page-times.js'

const COUNT = 200_000

function draw(seed: number, speed = 50): Float64Array {
  const next = pageTimes({scatter: true, seed, speed})
  return Float64Array.from({length: COUNT}, () => next(0))
}

describe('page times', () => {
  it('are all the same unless they scatter', () => {
    const next = pageTimes({speed: 50})
    expect([next(0), next(1), next(1000)]).toEqual([0.02, 0.02, 0.02])
  })

  it('follow a speed that changes with the time', () => {
    const next = pageTimes({speed: (now) => (now < 10 ? 50 : 0)})
    expect([next(9), next(10)]).toEqual([0.02, Infinity])
  })

  it('scatter around the mean of the speed', () => {
    const mean = draw(1).reduce((sum, time) => sum + time, 0) / COUNT
    expect(mean).toBeGreaterThan(0.0196)
    expect(mean).toBeLessThan(0.0204)
  })

  it('scatter as measured on the real master: 9.7 ms, 23, 71, 860 at most', () => {
    // At the mean that follows from these quantiles they are the measured ones themselves.
    const times = draw(2, 1 / 0.0167).sort()
    for (const [share, measured] of [
      [0.5, 0.0097],
      [0.9, 0.023],
      [0.99, 0.071],
    ] as const) {
      const time = times[COUNT * share]!
      expect(time).toBeGreaterThan(measured * 0.97)
      expect(time).toBeLessThan(measured * 1.03)
    }

    expect(times.at(-1)).toBeLessThan(0.861)
    expect(times.at(-1)).toBeGreaterThan(0.8)
    expect(times[0]).toBeGreaterThan(0.0049)
    expect(scattered(1) / scattered(0.5)).toBeCloseTo(860 / 9.7, 6)
  })

  it('scatter the same with the same seed, otherwise with another', () => {
    expect(draw(3)).toEqual(draw(3))
    const [three, four] = [draw(3), draw(4)]
    expect(three.filter((time, index) => time === four[index]).length).toBeLessThan(COUNT / 100)
    expect(draw(0).every((time) => time > 0)).toBe(true)
  })

  it('drift by a factor within a period, around the speed', () => {
    const speed = drifting(100, {factor: 2, period: 240})
    expect(speed(0)).toBe(100)
    expect(speed(60)).toBeCloseTo(100 * Math.SQRT2)
    expect(speed(180)).toBeCloseTo(100 / Math.SQRT2)
    expect(speed(300)).toBeCloseTo(speed(60))
    expect(pageTimes({drift: {factor: 2, period: 240}, speed: 100})(180)).toBeCloseTo(Math.SQRT2 / 100)
  })
})
