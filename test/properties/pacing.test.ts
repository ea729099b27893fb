import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import {describe, test} from 'vitest'

import type {Pace} from '../../src/pacing/pace.js'

import {FixedPace} from '../../src/pacing/fixed-pace.js'
import {Pacer} from '../../src/pacing/pacer.js'
import {PATIENCE} from './holds.js'

const CASES = 500

/** The requests sent in each case. */
const REQUESTS = 1000

/** How many requests may be unanswered. */
const WINDOW = 64

const seconds = (min: number, max: number) => fc.double({max, min, noNaN: true})
/** A time in which the master answers, and one in which it does not: mostly in the rhythm of flushes. */
const cycle = fc.record({
  busy: fc.oneof(seconds(0.001, 0.5), seconds(0.5, 5), seconds(5, 100)),
  pause: fc.oneof({arbitrary: seconds(1, 1.1), weight: 8}, seconds(0, 1), seconds(1, 70)),
})
const flushes = fc.record({busy: seconds(0.02, 4), pause: seconds(1.02, 1.2)})
const masters = fc.record({
  cycles: fc.oneof(fc.array(cycle, {maxLength: 40}), fc.array(flushes, {maxLength: 40})),
  /** Requests, by number, that are refused, and before whose replies this process was stopped. */
  refused: fc.integer({max: 20, min: 1}),
  service: fc.oneof(seconds(0.0001, 0.01), seconds(0.01, 2)),
  start: fc.oneof(fc.constant(0), seconds(0, 70)),
  stopped: fc.option(fc.integer({max: 500, min: 1})),
})
type Master = typeof masters extends fc.Arbitrary<infer T> ? T : never

/** A request, with the highest rate until it was sent. */
interface Sent {
  readonly at: number
  readonly rate: number
}

/** Sends requests at a pace to a master, and calls `check` after each event. */
function drive(pace: Pace, master: Master, check: (now: number) => void): Sent[] {
  const {cycles, refused, service, start, stopped} = master
  let at = start
  const busy = cycles.map(({busy: length, pause}) => {
    const from = at + pause
    at = from + length
    return {from, to: at}
  })
  const sent: Sent[] = []
  let now = 0
  let answered = 0
  let rate = 0
  while (answered < REQUESTS) {
    const oldest = sent[answered]
    const ready = oldest ? Math.max(now, oldest.at + service) : Infinity
    const reply = busy.find(({from, to}) => from <= ready && ready < to)?.to ?? ready
    const isFull = sent.length === REQUESTS || sent.length - answered >= WINDOW
    const next = isFull ? Infinity : Math.max(now, pace.next())
    assert.ok(Math.min(next, reply) < Infinity, 'stuck: nothing in flight, and nothing to be sent')
    if (next <= reply) {
      now = next
      rate = Math.max(rate, pace.rate)
      pace.sent(now)
      sent.push({at: now, rate})
    } else {
      now = reply
      answered++
      if (stopped !== null && answered % stopped === 0) pace.heldUp?.(now)
      pace.answered(now, answered % refused !== 0 || refused === 1)
    }

    check(now)
  }

  return sent
}

/** Checks that no window has more requests than the rate allows, and those that may be made up for. */
function checkWindows(sent: readonly Sent[], {cycles, service, stopped}: Master, madeUp: number): void {
  // Gaps in quicker succession than flushes are in part made up for twice.
  const isRegular = service < 0.01 && stopped === null && cycles.every(({pause}) => pause > 1.02)
  const factor = isRegular ? 1 : 2
  for (const width of [0.1, 1, 10, 60]) {
    let first = 0
    for (const [index, {at, rate}] of sent.entries()) {
      while (sent[first]!.at < at - width) first++
      // A pause has at least one pair, and there may be one more at each end of the window.
      const most = Math.max(2, rate) * (factor * width + madeUp + 1) + 6
      assert.ok(index - first < most, `${index - first + 1} requests in ${width} s, expected at most ${most}`)
    }
  }
}

function isPositive(value: number | undefined): boolean {
  return value === undefined || (value > 0 && value < Infinity)
}

/** Checks what a pace says after each event. */
function checkPace(pace: Pace): (now: number) => void {
  let longestWait = 0
  let writtenUntil = -Infinity
  return (now) => {
    assert.ok(pace.rate > 0 && pace.rate < Infinity, `rate ${pace.rate}`)
    assert.ok(isPositive(pace.speed), `speed ${pace.speed}`)
    assert.ok(isPositive(pace.secondsFor(10)), `seconds ${pace.secondsFor(10)}`)
    assert.ok(!Number.isNaN(pace.next()))
    assert.ok((pace.longestWait ?? 0) >= longestWait, 'the longest wait has become shorter')
    longestWait = pace.longestWait ?? longestWait
    const until = pace.writtenUntil?.() ?? writtenUntil
    assert.ok(until >= writtenUntil && until <= now, `written until ${until} at ${now}, before until ${writtenUntil}`)
    writtenUntil = until
  }
}

/** Checks a property of the pace, which `PIW_SEED` repeats. */
function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T, master: Master) => void): void {
  const seed = Number(process.env.PIW_SEED ?? Date.now() % 2 ** 31)
  fc.assert(fc.property(arbitrary, masters, check), {numRuns: CASES, seed})
}

describe('whatever the rhythm of replies', {timeout: PATIENCE}, () => {
  const wishes = fc.record({maxWait: seconds(0.1, 10), speed: fc.option(seconds(11, 2000), {nil: undefined})})

  test('the adaptive pace keeps to its rate, and its rate to a positive number', () => {
    holds(wishes, ({maxWait, speed}, master) => {
      const pacer = new Pacer(0, {maxWait, speed})
      checkWindows(drive(pacer, master, checkPace(pacer)), master, maxWait)
    })
  })

  test('until it sees a flush, the adaptive pace does not exceed its first rate', () => {
    holds(wishes, ({maxWait, speed}, master) => {
      const pacer = new Pacer(0, {maxWait, speed})
      const {rate} = pacer
      drive(pacer, master, () => {
        if (pacer.longestWait === undefined) assert.equal(pacer.rate, rate)
      })
    })
  })

  test('a fixed pace keeps its rate', () => {
    holds(seconds(0.5, 2000), (rate, master) => {
      const pace = new FixedPace(rate, 0)
      checkWindows(drive(pace, master, checkPace(pace)), master, 2)
      assert.equal(pace.rate, rate)
    })
  })
})
