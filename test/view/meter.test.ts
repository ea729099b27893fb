import {describe, expect, it} from 'vitest'

import {Meter} from '../../src/view/meter.js'

describe('a meter', () => {
  it('has no rate at first', () => {
    expect(new Meter().rate(0, 0)).toBeUndefined()
  })

  it('has no rate from less than a fifth of a second', () => {
    const meter = new Meter()
    meter.rate(0, 0)
    expect(meter.rate(100, 0.1)).toBeUndefined()
  })

  it('tells the rate since it was first asked', () => {
    const meter = new Meter()
    meter.rate(0, 0)
    expect(meter.rate(500, 0.5)).toBe(1000)
  })

  it('forgets what is longer ago than ten seconds', () => {
    const meter = new Meter()
    for (let second = 0; second <= 20; second++) meter.rate(second * 1000, second)
    // From here on nothing moves.
    for (let second = 21; second < 30; second++) expect(meter.rate(20_000, second)).toBeGreaterThan(0)
    expect(meter.rate(20_000, 31)).toBe(0)
  })

  it('remembers no more than it needs, however often it is asked', () => {
    const meter = new Meter()
    let rate: number | undefined
    for (let tick = 0; tick <= 10_000; tick++) rate = meter.rate(tick, tick / 10)
    expect(rate).toBeCloseTo(10, 5)
  })
})
