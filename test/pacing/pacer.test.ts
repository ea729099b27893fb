import {describe, expect, it} from 'vitest'

import {type HeldUp, longestWait, quantile, rateBetween, simulatePaced, simulateUnpaced} from './simulations.js'

/** Hold, pages a second, and seconds for a request: with more slack than now, others waited here for 2 s and longer. */
const SLOW_WRITERS = [
  [4.367_181, 23, 0.0015],
  [10.558_764, 23, 0.0014],
  [12.094_356, 38, 0.0015],
  [14.189_659, 79, 0.0015],
  [31.333_159, 25, 0.001_454],
] as const

describe('the pacer, on a simulated clock', () => {
  it('meets its goals on a master that writes 210 pages a second: nobody waits long, and it ends hardly later', () => {
    const paced = simulatePaced()
    expect(quantile(paced, 1)).toBeLessThanOrEqual(1.5)
    expect(quantile(paced, 0.99)).toBeLessThanOrEqual(1)
    expect(paced.seconds).toBeLessThanOrEqual(1.25 * simulateUnpaced().seconds)
  })

  it('meets them where the requests themselves take no time, too', () => {
    const options = {serviceTime: 0.000_03}
    const paced = simulatePaced(options)
    expect(quantile(paced, 1)).toBeLessThanOrEqual(1.5)
    expect(quantile(paced, 0.99)).toBeLessThanOrEqual(1)
    expect(paced.seconds).toBeLessThanOrEqual(1.25 * simulateUnpaced(options).seconds)
  })

  it('begins gently, and goes on so until the first pages are written', () => {
    const paced = simulatePaced({packages: 5000})
    expect(rateBetween(paced, 0, 60)).toBeCloseTo(16, 0)
    expect(paced.changes[0]?.at).toBeGreaterThan(60)
  })

  it.each([20, 50, 210, 1000, 5000])('finds the rate for %i pages a second, never going beyond', (speed) => {
    const paced = simulatePaced({packages: speed * 300, speed: () => speed})
    const possible = Math.min(0.9 * speed, 0.97 / (1 / speed + 0.000_86))
    expect(rateBetween(paced, 150, 200)).toBeGreaterThan(0.85 * possible)
    expect(rateBetween(paced, 150, 200)).toBeLessThan(1.02 * possible)
    expect(quantile(paced, 1)).toBeLessThan(1.1)
  })

  it('finds it sooner where pages are held for seconds only', () => {
    const paced = simulatePaced({hold: 3, packages: 5000})
    expect(rateBetween(paced, 15, 25)).toBeGreaterThan(150)
    expect(quantile(paced, 1)).toBeLessThan(1)
  })

  it('is not misled by flushes that are too short to show', () => {
    const paced = simulatePaced({hold: 3, packages: 300_000, serviceTime: 0.000_03, speed: () => 5000})
    expect(quantile(paced, 1)).toBeLessThan(1.1)
  })

  it('stops when the writer drops to a fifth, and goes on at its rate once the backlog is written', () => {
    const paced = simulatePaced({packages: 60_000, speed: (now) => (now < 300 ? 210 : 42)})
    const overloaded = paced.changes.find(({reason}) => reason === 'overloaded')
    const recovered = paced.changes.find(({reason}) => reason === 'recovered')
    // What was asked for in the minute before has to be written: nobody can take it back.
    expect(overloaded?.at).toBeLessThan(330)
    expect(recovered?.at).toBeLessThan(330 + (62 * 175) / 42)
    // What was sent while it was overloaded tells the speed well enough.
    expect(recovered?.rate).toBeGreaterThan(0.5 * 42)
    expect(recovered?.rate).toBeLessThan(0.9 * 42)
    expect(rateBetween(paced, 650, 1000)).toBeGreaterThan(0.75 * 42)
    expect(longestWait(paced, 560)).toBeLessThan(1.1)
    expect(paced.changes.filter(({reason}) => reason === 'overloaded')).toHaveLength(1)
  })

  it('follows when the writer gets faster again', () => {
    const paced = simulatePaced({packages: 40_000, speed: (now) => (now < 200 ? 42 : 210)})
    expect(rateBetween(paced, 100, 190)).toBeLessThan(42)
    expect(rateBetween(paced, 280, 330)).toBeGreaterThan(0.75 * 170)
    expect(quantile(paced, 1)).toBeLessThan(1.3)
  })

  it.each([8, 20])('does not take it for an overload that its own process is held up for %i s', (seconds) => {
    // During a flush, and between two.
    for (const from of [300.3, 300.9]) {
      const paced = simulatePaced({}, [[from, from + seconds]])
      expect(paced.changes.filter(({reason}) => reason === 'overloaded')).toEqual([])
      // Nothing is sent meanwhile; what it has learnt is not forgotten.
      expect(paced.seconds).toBeLessThan(simulatePaced().seconds + 1.5 * seconds)
      expect(quantile(paced, 1)).toBeLessThan(1)
    }
  })

  it('goes on where its own process is held up now and then, for up to two seconds', () => {
    const heldUps = Array.from({length: 100}, (_, index): HeldUp => {
      const from = index * 21.3
      return [from, from + 0.2 + ((index * 7) % 10) * 0.2]
    })
    const paced = simulatePaced({}, heldUps)
    expect(paced.changes.filter(({reason}) => reason === 'overloaded')).toEqual([])
    expect(quantile(paced, 1)).toBeLessThan(1)
    expect(paced.seconds).toBeLessThan(1.3 * simulateUnpaced().seconds)
  })

  it('has forgotten in seconds that its own process was slowed down, though not for the first time', () => {
    const heldUps = [200, 202, 204, 206, 208, 240, 242, 244, 246, 248].map((at): HeldUp => [at + 0.6, at + 1.5])
    const paced = simulatePaced({}, heldUps)
    const before = rateBetween(paced, 150, 200)
    expect(rateBetween(paced, 245, 250)).toBeLessThan(0.9 * before)
    expect(rateBetween(paced, 256, 266)).toBeGreaterThan(0.97 * before)
  })

  it.each(SLOW_WRITERS)(
    'keeps others from waiting with a hold of %d s and %i pages a second',
    (hold, speed, serviceTime) => {
      const paced = simulatePaced({hold, packages: speed * 100, serviceTime, speed: () => speed})
      expect(quantile(paced, 1)).toBeLessThan(1.5)
    },
  )

  it('keeps others from waiting where the writer is unsteady', () => {
    const speeds = [190, 215, 230, 205, 210, 195, 225, 210]
    const paced = simulatePaced({packages: 30_000, speed: (now) => speeds[Math.floor(now * 3) % speeds.length]!})
    expect(quantile(paced, 1)).toBeLessThan(1.5)
    expect(rateBetween(paced, 150, 200)).toBeGreaterThan(120)
  })
})
