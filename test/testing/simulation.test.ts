import {describe, expect, it} from 'vitest'

import {quantile, simulateUnpaced} from '../pacing/simulations.js'

describe('the simulated master', () => {
  // The real master was observed to keep another client waiting for 18 to 27 s, and for 3.4 to 4.9 s.
  it.each([
    [10_000, 18, 27],
    [1000, 3.4, 4.9],
  ])('keeps another client waiting after a burst of %i as long as the real one', (packages, least, most) => {
    for (const speed of [210, 230]) {
      const longest = quantile(simulateUnpaced({hold: 3, packages, speed: () => speed}), 1)
      expect(longest).toBeGreaterThan(least)
      expect(longest).toBeLessThan(most)
    }
  })
})
