import type {Flush, Heard} from '../../src/pacing/rhythm.js'

import {Rhythm} from '../../src/pacing/rhythm.js'

/** What requests take that meet no flush, in seconds. */
const SERVICE = 0.001

/**
 * What a rhythm hears of a master that is sent a request every 10 ms, and answers nobody in some times.
 *
 * @param until for how long, in seconds
 * @param silences from one time to another, in seconds
 */
export function hear(until: number, silences: readonly (readonly [number, number])[], rhythm = new Rhythm(0)) {
  const heard: (Heard & {readonly at: number})[] = []
  for (let step = 1; step <= until * 100; step++) {
    const sent = step / 100
    const silence = silences.find(([from, to]) => from <= sent && sent < to)
    // One at a time, as an unhurried client does.
    if (silence && silences.some(([from]) => from === silence[0] && from <= (step - 1) / 100)) continue
    rhythm.sent(sent)
    const at = silence ? silence[1] : sent + SERVICE
    heard.push({...rhythm.answered(at), at})
  }

  const flushes = heard.flatMap(({flush}) => (flush ? [flush] : []))
  return {flushes, heard, rhythm}
}

/** A flush that was seen well. */
export function flushAt(began: number, length: number, changes: Partial<Flush> = {}): Flush {
  return {began, end: began + length, isExact: true, isNext: true, length, ...changes}
}
