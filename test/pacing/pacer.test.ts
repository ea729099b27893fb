import {describe, expect, it} from 'vitest'

import {longestWait, quantile, rateBetween, simulatePaced} from './simulations.js'

/** What others of a master that writes 210 pages/s have to bear at most, and how much longer it takes than it could. */
const BEARABLE = 2.05

describe('the pacer, on a simulated clock', () => {
  it('keeps others from waiting longer than intended, and the writer nearly as busy as that allows', () => {
    const run = simulatePaced({packages: 40_000})
    expect(quantile(run, 0.99)).toBeLessThan(BEARABLE)
    // The first minute, in which the writer is not known, is a sixth of it.
    expect(run.times).toBeLessThan(1.22)
  })

  it('does so where page times scatter as on the real master', () => {
    const run = simulatePaced({packages: 40_000, scatter: true})
    expect(quantile(run, 0.99)).toBeLessThan(1.15 * BEARABLE)
    expect(run.times).toBeLessThan(1.4)
  })

  it('does so where the speed drifts by a factor of two in minutes', () => {
    const run = simulatePaced({drift: {factor: 2, period: 600}, packages: 60_000})
    expect(quantile(run, 0.99)).toBeLessThan(1.5 * BEARABLE)
    expect(run.times).toBeLessThan(1.5)
  })

  it('does so where another client takes half of the writer', () => {
    const run = simulatePaced({othersPages: 105, packages: 50_000})
    expect(quantile(run, 0.99)).toBeLessThan(BEARABLE)
    expect(run.times).toBeLessThan(1.6)
  })

  it.each([
    [20, 6000],
    [50, 15_000],
    [1000, 80_000],
  ])('does so on a writer of %i pages/s', (speed, packages) => {
    const run = simulatePaced({packages, speed})
    expect(quantile(run, 0.99)).toBeLessThan(BEARABLE)
    expect(run.times).toBeLessThan(1.35)
  })

  it.each([0.5, 1, 4])('lets others wait for as long as the user says: %d s', (maxWait) => {
    const run = simulatePaced({maxWait, packages: 30_000})
    expect(quantile(run, 0.99)).toBeLessThan(maxWait * 1.03)
    expect(quantile(run, 0.99)).toBeGreaterThan(maxWait * 0.7)
    expect(run.times).toBeLessThan(1.35)
  })

  it('begins so that a writer of 15 pages/s could follow', () => {
    const run = simulatePaced({packages: 2000, speed: 15})
    expect(rateBetween(run, 1, 60)).toBeGreaterThan(5)
    expect(quantile(run, 1)).toBeLessThan(2 * BEARABLE)
  })

  it('begins near a speed that is trusted', () => {
    const run = simulatePaced({packages: 20_000, trusted: 0.75 * 210})
    expect(rateBetween(run, 2, 60)).toBeGreaterThan(90)
    expect(quantile(run, 0.99)).toBeLessThan(BEARABLE)
    expect(run.times).toBeLessThan(1.1)
  })

  it('finds a hold of 3 s within 20 s', () => {
    const run = simulatePaced({hold: 3, packages: 8000})
    expect(rateBetween(run, 20, 40)).toBeGreaterThan(110)
    expect(quantile(run, 0.99)).toBeLessThan(BEARABLE)
  })

  it('is not misled by a hold that is neither that of production nor of development', () => {
    for (const hold of [7.3, 23.11, 41.9]) {
      const run = simulatePaced({hold, packages: 20_000})
      expect(quantile(run, 0.99)).toBeLessThan(1.25 * BEARABLE)
      expect(quantile(run, 1)).toBeLessThan(4 * BEARABLE)
    }
  })

  it('tells when the writer drops to a fifth, and is within its goals again once what was in the buffer is written', () => {
    const run = simulatePaced({packages: 50_000, speed: (now) => (now < 300 ? 210 : 42)})
    const overloaded = run.changes.find(({reason}) => reason === 'overloaded')
    expect(overloaded?.at).toBeGreaterThan(300)
    expect(overloaded?.at).toBeLessThan(330)
    // A hold's worth at two thirds of 210 pages/s, written at 42.
    const written = 330 + (62 * 139) / 42
    expect(longestWait(run, Math.ceil(written + 90))).toBeLessThan(1.5 * BEARABLE)
    expect(rateBetween(run, Math.ceil(written + 90), Math.ceil(written + 250))).toBeGreaterThan(0.3 * 28)
  })

  it('follows when the writer gets faster', () => {
    const run = simulatePaced({packages: 30_000, speed: (now) => (now < 200 ? 42 : 210)})
    expect(rateBetween(run, 100, 190)).toBeLessThan(35)
    expect(rateBetween(run, 300, 340)).toBeGreaterThan(80)
    expect(quantile(run, 0.99)).toBeLessThan(BEARABLE)
  })

  it('does not take it for slowness that its own process is held up', () => {
    for (const from of [200.3, 201.5, 203.1]) {
      const run = simulatePaced({heldUps: [[from, from + 20]], packages: 30_000})
      expect(run.changes.filter(({reason}) => reason === 'overloaded')).toEqual([])
      expect(rateBetween(run, 260, 275)).toBeGreaterThan(90)
      expect(quantile(run, 0.99)).toBeLessThan(1.1 * BEARABLE)
    }
  })

  it('does not count requests that the master refuses: no page is written for them', () => {
    const run = simulatePaced({packages: 6000, refuses: (index) => index % 2 === 0})
    // The simulated master writes pages for all of them, so half of each flush is unknown to the pacer.
    expect(run.pacer.speed).toBeGreaterThan(80)
    expect(run.pacer.speed).toBeLessThan(115)
  })

  it('never takes for written what is not, and knows most of what is', () => {
    const run = simulatePaced({packages: 8000, scatter: true})
    expect(run.claims.length).toBeGreaterThan(1000)
    let answered = 0
    const writtenAt = run.samples.map(({backlog, rate}) => {
      answered += rate
      return answered - backlog
    })
    for (const {at, count} of run.claims) expect(count).toBeLessThanOrEqual((writtenAt[Math.ceil(at)] ?? 8000) + 1)
    const last = run.claims.at(-1)!
    // All but what a flush or two has written since.
    expect(count(last.at) - last.count).toBeLessThan(1000)

    function count(time: number): number {
      return writtenAt[Math.floor(time) - 1] ?? 0
    }
  })

  it('says for how long others had to wait', () => {
    const run = simulatePaced({packages: 15_000})
    expect(run.pacer.longestWait).toBeGreaterThan(1.2)
    // A flush that nothing was requested in is not seen.
    expect(run.pacer.longestWait).toBeLessThan(quantile(run, 1) + 0.05)
  })
})
