import fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {Pacer} from '../../src/pacing/pacer.js'
import {longestWait, quantile, rateBetween, simulatePaced} from '../pacing/simulations.js'

const WINDOW = 64

/** A master that answers each request after a while, oldest first, and falls silent now and then, for up to minutes. */
const masters = fc.record({
  answersIn: fc.double({max: 0.5, min: 0.0001, noNaN: true}),
  refuses: fc.boolean(),
  silences: fc.array(
    fc.record({
      from: fc.double({max: 300, min: 0, noNaN: true}),
      seconds: fc.double({max: 120, min: 0.01, noNaN: true}),
    }),
    {maxLength: 5},
  ),
})

describe('the pacer, whatever the master does', () => {
  it('never sends faster than it says, and is never stuck', () => {
    fc.assert(
      fc.property(masters, ({answersIn, refuses, silences}) => {
        const pacer = new Pacer(0)
        const inFlight: number[] = []
        const sent: number[] = []
        const lastSilence = Math.max(0, ...silences.map(({from, seconds}) => from + seconds))
        const end = lastSilence + 150
        let highest = pacer.rate
        for (let now = 0; now < end; now += 0.01) {
          const isSilent = silences.some(({from, seconds}) => from <= now && now < from + seconds)
          while (!isSilent && inFlight.length > 0 && now - inFlight[0]! >= answersIn) {
            inFlight.shift()
            pacer.answered(now, !refuses)
          }

          highest = Math.max(highest, pacer.rate)
          while (inFlight.length < WINDOW && pacer.next(now) <= now) {
            pacer.sent(now)
            inFlight.push(now)
            sent.push(now)
          }

          expect(pacer.rate).toBeGreaterThan(0)
        }

        // Not faster than the highest rate there was, with what may be made up for within a second.
        for (const [index, time] of sent.entries()) {
          const until = sent[index + Math.ceil(highest * 1.05) + 4]
          if (until !== undefined) expect(until - time).toBeGreaterThan(0.98)
        }

        // A minute after the last silence at the latest, and the second in which it listens, it goes on.
        expect(sent.filter((time) => time > end - 60).length).toBeGreaterThan(60)
      }),
      {numRuns: 30},
    )
  })

  it('ends every rebuild, and keeps the other client from waiting for long, however fast a steady writer is', () => {
    fc.assert(
      fc.property(
        fc.integer({max: 2000, min: 18}),
        // Whole seconds: docs/pacing.md tells of the others.
        fc.integer({max: 60, min: 1}),
        fc.double({max: 0.0015, min: 0.000_03, noNaN: true}),
        (speed, hold, serviceTime) => {
          const paced = simulatePaced({hold, packages: speed * 100, serviceTime, speed: () => speed})
          expect(quantile(paced, 1)).toBeLessThan(1.5)
        },
      ),
      {numRuns: 30},
    )
  })

  it('recovers after the writer was stuck', () => {
    fc.assert(
      fc.property(fc.integer({max: 200, min: 70}), fc.integer({max: 120, min: 3}), (from, seconds) => {
        const until = from + seconds
        const paced = simulatePaced({
          packages: (until + 200) * 150,
          speed: (now) => (from <= now && now < until ? 1 : 210),
        })
        expect(rateBetween(paced, paced.samples.length - 120, paced.samples.length - 70)).toBeGreaterThan(100)
        expect(longestWait(paced, paced.samples.length - 120)).toBeLessThan(1.5)
      }),
      {numRuns: 10},
    )
  })
})
