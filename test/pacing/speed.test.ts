import {describe, expect, it} from 'vitest'

import {Speed} from '../../src/pacing/speed.js'
import {flushAt} from './answers.js'

/** Flushes of so many pages, which took so many seconds each, one after the other. */
function observe(speed: Speed, flushes: readonly (readonly [pages: number, seconds: number])[], from = 0): number {
  let now = from
  for (const [pages, seconds] of flushes) {
    speed.observe(flushAt(now, seconds), [pages], true)
    now += seconds + 1
  }

  return now
}

const steady = (count: number) => Array.from({length: count}, () => [200, 1] as const)

describe('the speed of a writer', () => {
  it('is what is believed until three flushes were seen', () => {
    const speed = new Speed(10)
    observe(speed, steady(2))
    expect(speed.isKnown).toBe(false)
    expect(speed.value).toBe(10)
    observe(speed, steady(1), 10)
    expect(speed.isKnown).toBe(true)
  })

  it('is pages over seconds, of the last flushes together', () => {
    const speed = new Speed(10)
    observe(speed, [
      [100, 1],
      [300, 1],
      [200, 1],
      [200, 1],
    ])
    expect(speed.value).toBeCloseTo(200)
  })

  it('is lower by the standard error while predictions are not proven', () => {
    const speed = new Speed(10)
    for (let index = 0; index < 4; index++) speed.observe(flushAt(index * 2, 0.05), [10], false)
    expect(speed.value).toBeLessThan(195)
    expect(speed.value).toBeGreaterThan(170)
  })

  it('falls at once with a flush that is surely slower, and rises with several', () => {
    const speed = new Speed(10)
    const now = observe(speed, steady(10))
    const later = observe(speed, [[200, 5]], now)
    expect(speed.value).toBeLessThan(70)
    observe(speed, [[400, 1]], later)
    expect(speed.value).toBeLessThan(180)
  })

  it('follows what was seen in the last half minute', () => {
    const speed = new Speed(10)
    const now = observe(speed, steady(30))
    observe(
      speed,
      Array.from({length: 16}, () => [100, 1] as const),
      now,
    )
    expect(speed.value).toBeCloseTo(100)
  })

  it('is the slowest that the holds that there may be allow', () => {
    const speed = new Speed(10)
    for (let index = 0; index < 5; index++) speed.observe(flushAt(index * 2, 1), [100, 150], true)
    expect(speed.value).toBeCloseTo(100)
  })

  it('does not count flushes that were seen badly, unless there are no others', () => {
    const speed = new Speed(10)
    observe(speed, steady(5))
    speed.observe(flushAt(20, 10, {isExact: false}), [200], true)
    expect(speed.value).toBeCloseTo(200)
    const other = new Speed(10)
    for (let index = 0; index < 15; index++) other.observe(flushAt(index * 2, 1, {isExact: false}), [50], true)
    expect(other.value).toBeCloseTo(50)
  })

  it('knows how much page times scatter', () => {
    const even = new Speed(10)
    observe(even, steady(12))
    const uneven = new Speed(10)
    observe(
      uneven,
      Array.from({length: 12}, (_, index) => [200, index % 2 === 0 ? 0.8 : 1.2] as const),
    )
    expect(even.scatter).toBeLessThan(0.5)
    expect(uneven.scatter).toBeGreaterThan(2)
  })
})
