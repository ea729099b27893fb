import {describe, expect, it} from 'vitest'

import {usualSeconds, usualSecondsUntilWritten} from '../../src/pacing/choice.js'

describe('about how long it takes', () => {
  it('is a minute for the first packages, and then as long as the master writes', () => {
    expect(usualSeconds({kind: 'found'}, 100_000, 1)).toBeCloseTo(635, -1)
  })

  it('is nearly twice as long where the master writes two pages for each', () => {
    expect(usualSeconds({kind: 'found'}, 100_000, 2)).toBeCloseTo(1110, -2)
    expect(usualSecondsUntilWritten({kind: 'unlimited'}, 100_000, 2)).toBeCloseTo(952 + 61, 0)
  })

  it('is not longer for asking as fast as the master answers', () => {
    expect(usualSeconds({kind: 'unlimited'}, 100_000, 2)).toBe(usualSeconds({kind: 'unlimited'}, 100_000, 1))
  })
})
