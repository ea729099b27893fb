import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'

import type {Pace} from '../../src/pacing/pace.js'

import {HELD_UP, Turns} from '../../src/pacing/turns.js'

/** A pace that takes down what it is told. */
function witness(): {readonly pace: Pace; readonly told: readonly string[]} {
  const told: string[] = []
  const pace = {
    answered: () => told.push('answered'),
    heldUp: () => told.push('held up'),
    longestWait: undefined,
    next: () => 0,
    rate: 1,
    secondsFor: () => 0,
    sent: () => told.push('sent'),
  }
  return {pace, told}
}

/** Lets nothing of this process run, as when it is stopped. */
function holdUp(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000)
}

describe('turns', () => {
  it('tell the pace that the process was held up, before the answers that came meanwhile', () => {
    const {pace, told} = witness()
    const turns = new Turns(() => pace)
    turns.sent()
    holdUp(HELD_UP + 0.5)
    turns.answered({isQueued: true})
    turns.answered({isQueued: true})
    turns.close()
    expect(told).toEqual(['sent', 'held up', 'answered', 'answered'])
  })

  it('tell it once, whether a timer or an answer comes first', async () => {
    const {pace, told} = witness()
    const turns = new Turns(() => pace)
    holdUp(HELD_UP + 0.5)
    while (told.length === 0) await sleep(10)
    turns.answered({isQueued: true})
    turns.close()
    expect(told).toEqual(['held up', 'answered'])
  })

  it('do not take a long wait for an answer for it', async () => {
    const {pace, told} = witness()
    const turns = new Turns(() => pace)
    turns.sent()
    await sleep((HELD_UP + 0.5) * 1000)
    turns.answered({isQueued: true})
    turns.close()
    expect(told).toEqual(['sent', 'answered'])
  })
})
