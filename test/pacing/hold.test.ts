import {describe, expect, it} from 'vitest'

import {Hold} from '../../src/pacing/hold.js'
import {flushAt} from './answers.js'

/** Tells a hold of flushes that follow one another a second after the end of the last. */
function observe(hold: Hold, from: number, lengths: readonly number[]): number {
  let began = from
  for (const length of lengths) {
    hold.observe(flushAt(began, length))
    began += length + 1.01
  }

  return began
}

const lengths = (count: number, length: number) => Array.from({length: count}, () => length)

describe('the hold', () => {
  it('is that of production unless it shows sooner, and then over', () => {
    const hold = new Hold(0)
    expect(hold.values).toEqual([60])
    expect(hold.isOver(59)).toBe(false)
    expect(hold.isOver(61)).toBe(true)
  })

  it.each([12.3, 40, 57.25])('shows by flushes in a row after a quiet time: %d s', (seconds) => {
    const hold = new Hold(0)
    observe(hold, seconds + 0.4, lengths(3, 0.05))
    expect(hold.isOver(seconds + 5)).toBe(true)
    expect(hold.values[0]).toBeLessThanOrEqual(seconds)
    expect(hold.longest).toBeGreaterThanOrEqual(seconds)
    expect(hold.longest).toBeLessThan(seconds + 1)
  })

  it('is believed to be short once flushes have followed a higher rate', () => {
    const hold = new Hold(0)
    const now = observe(hold, 3.5, lengths(3, 0.05))
    expect(hold.factor).toBe(3)
    expect(hold.isOver(now)).toBe(false)
    const then = observe(hold, now, [...lengths(5, 0.05), ...lengths(5, 0.15)])
    expect(hold.factor).toBe(1)
    expect(hold.isOver(then)).toBe(true)
    expect(hold.values).toEqual([3])
  })

  it('is not believed to be short where no flushes have followed: they are of somebody else’s pages', () => {
    const hold = new Hold(0)
    const now = observe(hold, 1.8, lengths(40, 0.05))
    expect(hold.factor).toBe(1)
    expect(hold.isOver(now)).toBe(false)
    expect(hold.values).toEqual([60])
  })

  it('is not taken from a rhythm that was there before', () => {
    const hold = new Hold(10)
    observe(hold, 0.5, lengths(30, 0.3))
    expect(hold.isOver(45)).toBe(false)
  })

  it('is not taken from silences at odd times, or of odd lengths', () => {
    const hold = new Hold(0)
    for (const at of [20, 20.4, 22.9, 24.3, 25.6, 27.1]) hold.observe(flushAt(at, 0.05))
    observe(hold, 30, [0.01, 0.4, 0.03, 2, 0.008, 0.6])
    expect(hold.isOver(45)).toBe(false)
    expect(hold.factor).toBe(1)
  })

  it('shows with a flush missing in the row', () => {
    const hold = new Hold(0)
    for (const at of [20.1, 21.2, 23.4, 24.5]) hold.observe(flushAt(at, 0.05))
    expect(hold.isOver(26)).toBe(true)
  })

  it('gives the flushes that have pages of what was requested', () => {
    const hold = new Hold(0)
    observe(hold, 20, lengths(3, 0.05))
    observe(hold, 60.5, lengths(2, 0.05))
    expect(hold.seen.length).toBeGreaterThanOrEqual(2)
    for (const {began} of hold.seen) expect(began).toBeGreaterThan(hold.longest)
  })
})
