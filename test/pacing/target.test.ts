import {describe, expect, it} from 'vitest'

import {loadFor, Target} from '../../src/pacing/target.js'

/** What is aimed at after flushes that took so many times as long as predicted. */
function lengthAfter(ratios: readonly number[], supposed = 0): number {
  const target = new Target(2)
  for (const ratio of ratios) target.observe(ratio)
  target.aim(supposed)
  return target.length
}

const times = <T>(count: number, value: (index: number) => T) => Array.from({length: count}, (_, index) => value(index))

describe('the length of flushes that is aimed at', () => {
  it('is the longest wait where predictions are right', () => {
    expect(lengthAfter(times(100, () => 1))).toBeGreaterThan(1.97)
    expect(lengthAfter(times(100, () => 1))).toBeLessThanOrEqual(2)
  })

  it('is shorter the less they are', () => {
    const spread = (by: number) => times(100, (index) => 1 + by * (index % 2 === 0 ? 1 : -1))
    const lengths = [0, 0.2, 0.4, 0.8].map((by) => lengthAfter(spread(by)))
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
    expect(lengths.at(-1)).toBeLessThan(1.5)
  })

  it('is shorter where flushes that take longer come in a row', () => {
    const alternating = times(100, (index) => (index % 2 === 0 ? 1.4 : 0.7))
    const inARow = times(100, (index) => (index % 40 < 20 ? 1.4 : 0.7))
    expect(lengthAfter(inARow)).toBeLessThan(lengthAfter(alternating))
  })

  it('is not at the mercy of a sudden change', () => {
    const ratios = [...times(150, () => 1), 50, ...times(150, () => 1)]
    expect(lengthAfter(ratios)).toBe(lengthAfter(ratios.map((ratio) => Math.min(ratio, 3))))
    expect(lengthAfter(ratios)).toBeGreaterThan(1)
  })

  it('is careful with what is supposed of the errors until they are seen', () => {
    expect(lengthAfter([], 0.3)).toBeLessThan(lengthAfter([], 0.1))
    expect(
      lengthAfter(
        times(300, () => 1),
        0.3,
      ),
    ).toBeGreaterThan(lengthAfter([], 0.3))
  })

  it('is proven after ten flushes', () => {
    const target = new Target(2)
    for (let count = 0; count < 10; count++) {
      expect(target.isProven).toBe(false)
      target.observe(1)
    }

    expect(target.isProven).toBe(true)
  })

  it('is a load by the law of flushes: T = g rho / (1 - rho)', () => {
    for (const length of [0.38, 0.8, 1.13, 2]) {
      const rho = loadFor(length)
      expect((1.02 * rho) / (1 - rho)).toBeCloseTo(length)
    }

    // The table in PROTOCOL: a limit of 2 s costs 1.51 times the time of writing alone.
    expect(1 / loadFor(2)).toBeCloseTo(1.51, 2)
    expect(1 / loadFor(0.5)).toBeCloseTo(3.04, 2)
  })
})
