import {readFileSync} from 'node:fs'

import {parseTimestamp} from '../../src/testing/codec/datetime.js'
import {noData} from '../../src/testing/codec/value.js'

/** A message or value with its encoding, made by the real master's software. */
export interface Vector {
  readonly direction: 'codec' | 'reply' | 'request'
  readonly hex: string
  readonly message: unknown
  readonly note?: string
}

// JSON.parse would round what has more digits than a double.
const bigDigits = /(?<=[[,:]\s*)-?\d{16,}(?=\s*[,\]}])/g

export const vectors = JSON.parse(
  readFileSync(new URL('vectors.json', import.meta.url), 'utf8').replaceAll(bigDigits, '{"$bigint":"$&"}'),
  revive,
) as readonly Vector[]

/** The vectors of a direction. */
export function vectorsOf(direction: Vector['direction']): readonly Vector[] {
  return vectors.filter((vector) => vector.direction === direction)
}

export function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex')
}

export function hexOf(body: Uint8Array): string {
  return Buffer.from(body).toString('hex')
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$bigint' in value) return BigInt(String(value.$bigint))
  if ('$datetime' in value) return parseTimestamp(String(value.$datetime))
  if ('$nodata' in value) return noData
  if ('$timedelta' in value) {
    const [days, seconds, microseconds] = value.$timedelta as number[]
    return {days, microseconds, seconds}
  }

  return value
}
