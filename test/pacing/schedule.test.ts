import {describe, expect, it} from 'vitest'

import {Schedule} from '../../src/pacing/schedule.js'

/** When requests are sent that are each answered a millisecond later, but at the end of a flush where there is one. */
function sendAll(schedule: Schedule, seconds: number, flushes: readonly (readonly [number, number])[] = []): number[] {
  const sent: number[] = []
  const inFlight: number[] = []
  let lastAnswer = 0
  for (let step = 0; step < seconds * 2000; step++) {
    const now = step / 2000
    const isBusy = flushes.some(([from, to]) => from <= now && now < to)
    while (!isBusy && inFlight.length > 0 && now - inFlight[0]! >= 0.001) {
      const silence = now - Math.max(lastAnswer, inFlight.shift()!)
      lastAnswer = now
      schedule.answered()
      if (silence > 0.1) schedule.pause(now, silence)
    }

    while (schedule.next() <= now) {
      schedule.sent(now)
      inFlight.push(now)
      sent.push(now)
    }
  }

  return sent
}

/** Flushes of a length, each a second after the end of the last. */
const flushesOf = (length: number, until: number) =>
  Array.from({length: Math.floor(until / (length + 1))}, (_, index) => {
    const from = 1.001 + index * (length + 1.001)
    return [from, from + length] as const
  })

const within = (sent: readonly number[], from: number, to: number) =>
  sent.filter((time) => from <= time && time < to).length

describe('the schedule', () => {
  it('spreads pairs of requests over the time', () => {
    const sent = sendAll(new Schedule(20, 0), 10)
    expect(sent.length).toBeGreaterThan(190)
    expect(sent.length).toBeLessThanOrEqual(204)
    for (let index = 0; index < sent.length - 1; index += 2) expect(sent[index + 1]).toBe(sent[index])
    for (let second = 0; second < 9; second++) expect(within(sent, second, second + 1)).toBeGreaterThanOrEqual(14)
  })

  it('does not keep step with a client that asks as often', () => {
    const sent = sendAll(new Schedule(10, 0), 20)
    const phases = new Set(sent.map((time) => Math.round((time % 0.2) * 20)))
    expect(phases.size).toBeGreaterThanOrEqual(4)
  })

  it.each([7, 13.3, 40, 139, 500])('keeps a rate of %d per second, whatever flushes keep from being sent', (rate) => {
    const schedule = new Schedule(rate, 0)
    const sent = sendAll(schedule, 300, flushesOf(2, 300))
    expect(sent.length).toBeGreaterThan(rate * 300 * 0.97)
    expect(sent.length).toBeLessThan(rate * 300 * 1.02)
  })

  it('spreads what a flush kept from being sent over the second after it', () => {
    const schedule = new Schedule(100, 0)
    const sent = sendAll(schedule, 60, flushesOf(2, 60))
    const [from] = flushesOf(2, 60)[5]!
    // 300 in the second before a flush, as many in each half of it.
    expect(within(sent, from - 1.001, from)).toBeGreaterThan(290)
    expect(within(sent, from - 0.5, from)).toBeGreaterThan(140)
    expect(within(sent, from - 0.5, from)).toBeLessThan(160)
  })

  it('sends a pair exactly when the next flush is due', () => {
    const schedule = new Schedule(10, 0)
    schedule.pause(5, 0)
    const times: number[] = []
    for (let now = 5; now < 6.1; now += 0.0005) {
      while (schedule.next() <= now) {
        schedule.sent(now)
        schedule.answered()
        times.push(now)
      }
    }

    expect(times.some((time) => time >= 6.001 && time < 6.002)).toBe(true)
  })

  it('sends nothing into a flush but the pair that meets it', () => {
    const sent = sendAll(new Schedule(100, 0), 30, [[10, 20]])
    expect(within(sent, 10, 20)).toBeLessThanOrEqual(2)
  })

  it('makes up for a timer that is late by 50 ms, and not for an hour without anything to send', () => {
    const schedule = new Schedule(100, 0)
    sendAll(schedule, 1)
    let burst = 0
    while (schedule.next() <= 3600) {
      schedule.sent(3600)
      schedule.answered()
      burst++
    }

    expect(burst).toBeGreaterThan(2)
    expect(burst).toBeLessThan(15)
  })
})
