import {describe, expect, it} from 'vitest'

import type {Observation} from '../../src/pacing/gauge.js'

import {Hold} from '../../src/pacing/hold.js'

/** A second in which nothing shows: a request every 62 ms, each answered in 2 ms. */
const quiet = (second: number): Observation => ({began: second + 0.3, gap: 0.0625, isStall: false, wait: 0.002})

/** A second with a flush of 76 ms in it. */
const flush = (second: number): Observation => ({began: second + 0.9, gap: 0.1, isStall: true, wait: 0.07})

/** A second in which something else was in the way. */
const noise = (second: number, at: number, wait = 0.4): Observation => ({
  began: second + at,
  gap: wait + 0.05,
  isStall: true,
  wait,
})

/** A hold that was told of each second, flushes from one second on, and noise in others. */
function holdAfter({noises = [], onset, until}: {noises?: Observation[]; onset: number; until: number}): Hold {
  const hold = new Hold(0)
  for (let second = 0; second < until; second++) {
    const other = noises.find(({began}) => Math.floor(began) === second)
    hold.observe(other ?? (second < onset ? quiet(second) : flush(second)))
  }

  return hold
}

describe('the hold', () => {
  it('is taken for that of production, or much shorter, at first', () => {
    const hold = new Hold(0)
    expect(hold.longest).toBe(61)
    expect(hold.shortest).toBeCloseTo(24.4)
  })

  it('is known within seconds once five flushes in a row have shown', () => {
    const hold = holdAfter({onset: 60, until: 65})
    expect(hold.longest).toBeCloseTo(61)
    expect(hold.shortest).toBeGreaterThan(55)
    expect(hold.shortest).toBeLessThan(60)
  })

  it('is found where it is short', () => {
    const hold = holdAfter({onset: 3, until: 9})
    expect(hold.longest).toBeCloseTo(4)
    expect(hold.shortest).toBeLessThanOrEqual(3)
  })

  it('is found where two of the flushes were missed', () => {
    const hold = holdAfter({noises: [noise(61, 0.2), noise(63, 0.5)], onset: 60, until: 67})
    expect(hold.shortest).toBeGreaterThan(55)
  })

  it('is found where the first flushes were missed', () => {
    const hold = holdAfter({noises: [noise(60, 0.2, 2), noise(62, 0.4)], onset: 60, until: 70})
    expect(hold.longest).toBe(61)
    expect(hold.shortest).toBeGreaterThan(53)
    expect(hold.shortest).toBeLessThan(60)
  })

  it('is not mistaken for shorter where something else is in the way at odd times', () => {
    const noises = [0.1, 0.6, 0.3, 0.9, 0.2, 0.7, 0.4].map((at, index) => noise(20 + index, at))
    const hold = holdAfter({noises, onset: 60, until: 40})
    expect(hold.longest).toBe(61)
    expect(hold.shortest).toBeCloseTo(24.4)
  })

  it('is not mistaken for shorter where something else is in the way for seconds at a time', () => {
    const hold = new Hold(0)
    for (let second = 0; second < 20; second++) hold.observe(quiet(second))
    // Nothing is seen in between.
    for (const second of [20, 25.4, 31, 36.2, 41.7, 47, 52.4]) hold.observe(noise(second, 0, 4))
    expect(hold.longest).toBe(61)
    expect(hold.shortest).toBeCloseTo(24.4)
  })

  it('is not told from what was there all the time', () => {
    const hold = new Hold(0)
    for (let second = 0; second < 40; second++) hold.observe({...flush(second), isStall: second > 9})
    expect(hold.longest).toBe(61)
    expect(hold.shortest).toBeCloseTo(24.4)
  })

  it('is not told any more once the run is well under way', () => {
    const hold = holdAfter({onset: 90, until: 120})
    expect(hold.shortest).toBeCloseTo(24.4)
  })
})
