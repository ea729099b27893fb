import {describe, expect, it} from 'vitest'

import {Limiter} from '../../src/pacing/limiter.js'

/** When a limiter lets requests go that are each answered at once, except in silences. */
function times(limiter: Limiter, seconds: number, silences: readonly (readonly [number, number])[] = []): number[] {
  const sent: number[] = []
  const inFlight: number[] = []
  for (let step = 0; step < seconds * 1000; step++) {
    const now = step / 1000
    const isSilent = silences.some(([from, to]) => from <= now && now < to)
    while (!isSilent && inFlight.length > 0) {
      inFlight.shift()
      limiter.answered(now)
    }

    while (inFlight.length < 64 && limiter.next(now) <= now) {
      limiter.sent(now)
      inFlight.push(now)
      sent.push(now)
    }
  }

  return sent
}

const within = (sent: readonly number[], from: number, to: number) =>
  sent.filter((time) => from <= time && time < to).length

describe('the limiter', () => {
  it('spreads requests evenly', () => {
    const sent = times(new Limiter(10, 0), 10)
    expect(sent).toHaveLength(100)
    for (const [index, time] of sent.entries()) expect(time).toBeCloseTo(index / 10, 2)
  })

  it('keeps rates below one a second', () => {
    expect(times(new Limiter(0.5, 0), 10)).toEqual([0, 2, 4, 6, 8])
  })

  it('makes up for a silence within a second', () => {
    const sent = times(new Limiter(200, 0), 10, [
      [2, 2.8],
      [3, 3.8],
    ])
    expect(sent.length).toBeGreaterThan(1980)
  })

  it('makes up for no more than a second: no burst follows a long silence', () => {
    const sent = times(new Limiter(100, 0), 60, [[10, 40]])
    for (let from = 40; from < 59; from += 0.1) expect(within(sent, from, from + 1)).toBeLessThanOrEqual(110)
    expect(within(sent, 40, 60)).toBeLessThan(20 * 100 + 110)
  })

  it('makes up for nothing when there was nothing to send', () => {
    const limiter = new Limiter(100, 0)
    times(limiter, 1)
    // An hour later.
    let burst = 0
    while (limiter.next(3600) <= 3600) {
      limiter.sent(3600)
      burst++
    }

    expect(burst).toBeLessThanOrEqual(109)
  })

  it('waits for an answer when a second’s worth is in flight', () => {
    const limiter = new Limiter(10, 0)
    for (let now = 0; limiter.next(now) < Infinity; now += 0.1) limiter.sent(now)
    expect(limiter.next(100)).toBe(Infinity)
    limiter.answered(100)
    expect(limiter.next(100)).toBeLessThanOrEqual(101)
  })
})
