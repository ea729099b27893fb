import {oracle} from '../../bench/pacing/oracle.js'
import {simulate} from '../../bench/pacing/simulation.js'
import {type PaceChange, Pacer} from '../../src/pacing/pacer.js'
import {HELD_UP} from '../../src/pacing/turns.js'
import {type PageTimeOptions, pageTimes} from '../../src/testing/writer/page-times.js'

/** What a master does, and what is requested of it. */
export interface Scene extends Partial<PageTimeOptions> {
  /** When the client itself is held up: from one time to another, in seconds. */
  readonly heldUps?: readonly (readonly [from: number, to: number])[]
  readonly hold?: number
  readonly maxWait?: number
  readonly othersPages?: number
  readonly packages?: number
  /** Whether the master refuses the request of that number, counted from 0. */
  readonly refuses?: (index: number) => boolean
  readonly serviceTime?: number
  /** What the writer is trusted with from the beginning, in pages per second. */
  readonly trusted?: number
}

/** A paced rebuild on a simulated clock: 210 pages/s and 20,000 packages unless the scene says otherwise. */
export function simulatePaced(scene: Scene = {}) {
  const {heldUps = [], maxWait = 2, packages = 20_000, refuses = () => false, speed = 210, trusted, ...writing} = scene
  const changes: (PaceChange & {readonly at: number})[] = []
  const unseen: boolean[] = []
  const accepted: number[] = []
  /** What the pacer took for written, and when. */
  const claims: {at: number; count: number}[] = []
  let at = 0
  let claimed = 0
  let index = 0
  let past = 0
  const pacer = new Pacer(0, {maxWait, onChange: (change) => changes.push({...change, at}), speed: trusted})
  const tell = (now: number, isQueued: boolean) => {
    at = now
    pacer.answered(now, isQueued)
    const until = pacer.writtenUntil()
    if (until === undefined) return
    while (accepted[claimed] !== undefined && accepted[claimed]! < until) claimed++
    claims.push({at: now, count: claimed})
  }

  // While the client is held up it sends nothing, and sees all answers afterwards.
  const catchUp = (now: number) => {
    for (let until = heldUps[past]?.[1]; until !== undefined && until <= now; until = heldUps[++past]?.[1]) {
      if (until - heldUps[past]![0] > HELD_UP) pacer.heldUp(until)
      for (const isQueued of unseen.splice(0)) tell(until, isQueued)
    }

    const [from, to] = heldUps[past] ?? []
    return from !== undefined && from <= now ? to : undefined
  }

  const pageTime = () => pageTimes({...scene, speed})
  const run = simulate({
    ...writing,
    packages,
    pageTime: pageTime(),
    timing: {
      answered(now) {
        if (scene.refuses === undefined) accepted.push(now)
        const isQueued = !refuses(index++)
        if (catchUp(now) === undefined) tell(now, isQueued)
        else unseen.push(isQueued)
      },
      next: (now) => catchUp(now) ?? pacer.next(),
      sent: (now) => pacer.sent(now),
    },
  })
  const best = oracle({...writing, maxWait, packages, pageTime: pageTime()})
  return {...run, changes, claims, pacer, times: run.seconds / best}
}

export type Run = ReturnType<typeof simulatePaced>

/** The wait that so large a share of the other client's requests did not exceed, in seconds. */
export function quantile({waits}: Pick<Run, 'waits'>, share: number): number {
  return waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN
}

/** The longest wait among those answered from one second to another. */
export function longestWait({samples}: Pick<Run, 'samples'>, from: number, to?: number): number {
  return Math.max(...samples.slice(from, to).map(({wait}) => wait))
}

/** How many requests per second were answered from one second to another, on average. */
export function rateBetween({samples}: Pick<Run, 'samples'>, from: number, to: number): number {
  return samples.slice(from, to).reduce((sum, {rate}) => sum + rate, 0) / (to - from)
}
