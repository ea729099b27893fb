import {describe, expect, it} from 'vitest'

import {simulate} from '../../bench/pacing/simulation.js'
import {FixedPace} from '../../src/pacing/fixed-pace.js'

/** A rebuild at a fixed rate, on a simulated clock. */
function simulateFixed(rate: number, packages: number, speed = 210) {
  const pace = new FixedPace(rate, 0)
  return simulate({
    hold: 3,
    packages,
    pageTime: () => 1 / speed,
    timing: {
      answered: (now) => pace.answered(now),
      next: () => pace.next(),
      sent: (now) => pace.sent(now),
    },
  })
}

describe('a fixed pace', () => {
  it.each([0.5, 7, 100])('is kept, however long the master writes: %d per second', (rate) => {
    const {samples} = simulateFixed(rate, Math.ceil(rate * 100))
    const answered = samples.slice(10, 90).reduce((sum, sample) => sum + sample.rate, 0)
    expect(answered).toBeGreaterThan(rate * 80 * 0.9)
    expect(answered).toBeLessThan(rate * 80 * 1.08 + 2)
  })

  it('is not exceeded when it is slow, and the writer is, too', () => {
    const {samples} = simulateFixed(0.1, 40, 1)
    expect(samples.length).toBeGreaterThan(360)
  })

  it.each([0.1, 100])('begins at once: %d per second', (rate) => {
    expect(new FixedPace(rate, 7).next()).toBe(7)
  })

  it('is followed by no burst after a long silence', () => {
    // A writer that is too slow for it.
    const {samples} = simulateFixed(100, 3000, 60)
    for (const {rate} of samples.slice(1)) expect(rate).toBeLessThan(320)
  })

  it('knows how long it takes', () => {
    expect(new FixedPace(50, 0).secondsFor(1000)).toBe(20)
  })
})
