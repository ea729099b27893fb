import {describe, expect, it} from 'vitest'

import {History} from '../../src/pacing/history.js'

/** A request every tenth of a second from 0.1 on, each predicted to take 10 ms. */
function givenHistory(count: number): History {
  const history = new History()
  for (let index = 1; index <= count; index++) history.add(index / 10, 0.01)
  return history
}

describe('the history of a run', () => {
  it('counts what was accepted after one time and until another', () => {
    const history = givenHistory(100)
    expect(history.count(1, 2)).toBe(10)
    expect(history.count(-5, 0.25)).toBe(2)
    expect(history.count(9.95, 50)).toBe(1)
  })

  it('adds up what was predicted', () => {
    const history = givenHistory(100)
    expect(history.predicted(1, 2)).toBeCloseTo(0.1)
    expect(history.predicted(-5, 100)).toBeCloseTo(1)
  })

  it('forgets what is past, and nothing else', () => {
    const history = givenHistory(50_000)
    for (let time = 0; time < 4000; time += 7) history.forget(time)
    expect(history.count(4000, 4001)).toBe(10)
    expect(history.predicted(4000, 4001)).toBeCloseTo(0.1)
    history.add(5001, 1)
    expect(history.predicted(4999, 6000)).toBeCloseTo(1.1)
  })
})
