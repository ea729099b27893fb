import {type PaceChange, Pacer} from '../../src/pacing/pacer.js'
import {HELD_UP} from '../../src/pacing/turns.js'
import {simulate, type Simulation, type SimulationOptions} from '../../src/testing/simulation.js'

/** Why the rate changed, and when. */
export type TimedChange = PaceChange & {readonly at: number}

export interface PacedSimulation extends Simulation {
  readonly changes: readonly TimedChange[]
}

/** A rebuild of 100,000 packages on a master as it was measured, unless other options are given. */
export function simulateUnpaced(options: Partial<SimulationOptions> = {}): Simulation {
  return simulate({
    askEvery: 0.2,
    hold: 60,
    packages: 100_000,
    serviceTime: 0.000_86,
    speed: () => 210,
    window: 64,
    ...options,
  })
}

/** When a client is held up: from one time to another, in seconds. */
export type HeldUp = readonly [from: number, to: number]

/** The same, paced. When the client itself is held up, it sends nothing, and sees all answers afterwards. */
export function simulatePaced(
  options: Partial<SimulationOptions> = {},
  heldUps: readonly HeldUp[] = [],
): PacedSimulation {
  const changes: TimedChange[] = []
  const unseen: boolean[] = []
  let at = 0
  let past = 0
  const pacer = new Pacer(0, (change) => changes.push({...change, at}))
  const catchUp = (now: number) => {
    for (let until = heldUps[past]?.[1]; until !== undefined && until <= now; until = heldUps[++past]?.[1]) {
      at = until
      if (until - heldUps[past]![0] > HELD_UP) pacer.heldUp(until)
      for (const isQueued of unseen.splice(0)) pacer.answered(until, isQueued)
    }

    const [from, to] = heldUps[past] ?? []
    return from !== undefined && from <= now ? to : undefined
  }

  const simulation = simulateUnpaced({
    ...options,
    timing: {
      answered(now, isQueued) {
        if (catchUp(now) !== undefined) {
          unseen.push(isQueued)
          return
        }

        at = now
        pacer.answered(now, isQueued)
      },
      next: (now) => catchUp(now) ?? pacer.next(now),
      sent: (now) => pacer.sent(now),
    },
  })
  return {...simulation, changes}
}

/** The wait that so large a share of the requests did not exceed, in seconds. */
export function quantile({waits}: Simulation, share: number): number {
  return waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN
}

/** The longest wait among those answered from one second to another. */
export function longestWait({samples}: Simulation, from: number, to?: number): number {
  return Math.max(...samples.slice(from, to).map(({wait}) => wait))
}

/** How many requests a second were answered from one second to another, on average. */
export function rateBetween({samples}: Simulation, from: number, to: number): number {
  return samples.slice(from, to).reduce((sum, {rate}) => sum + rate, 0) / (to - from)
}
