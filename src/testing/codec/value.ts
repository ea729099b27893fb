import {decode, type DecodeOptions} from 'cborg'

import {display, ProtocolError} from '../../import-queue/errors.js'
import {isTimeDelta, type TimeDelta} from '../../import-queue/timedelta.js'
import {type Timestamp} from '../../import-queue/timestamp.js'
import {parseTimestamp, timestampOfSeconds} from './datetime.js'
import {BodyTokenizer, undecodable} from './tokenizer.js'

/** "No data" in piwheels' internal messages; in no message of the import queue. */
export const noData: unique symbol = Symbol('no data')

/**
 * The value of a CBOR body, message or not, decoded as Python does: datetimes as `Timestamp`, timedeltas as `TimeDelta`,
 * "no data" as `noData`.
 *
 * @throws ProtocolError when it cannot be decoded; its `fault` says why
 */
export function decodeValue(body: Uint8Array): unknown {
  try {
    // cborg slices a Buffer more slowly.
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    return decode(bytes, {...OPTIONS, tokenizer: new BodyTokenizer(bytes, OPTIONS)})
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    // With a nearly full stack, that is the limit to nesting.
    const fault = error instanceof RangeError ? 'invalid' : 'cbor'
    throw undecodable(fault, `${(error as Error).message}: ${display(body)}`, error)
  }
}

/** By tag number, as observed on the real master. */
const OPTIONS: DecodeOptions = {
  allowBigInt: true,
  allowIndefinite: true,
  retainStringBytes: true,
  tags: {
    0: (content) => textToTimestamp(content()),
    1: (content) => numberToTimestamp(content()),
    2001: (content) => toTimeDelta(content()),
    2002(content) {
      const value = content()
      if (value !== null) throw undecodable('cbor', `expected null as no data, found ${display(value)}`)
      return noData
    },
  },
}

function textToTimestamp(content: unknown): Timestamp {
  const timestamp = typeof content === 'string' ? parseTimestamp(content) : undefined
  return timestamp ?? refuseDatetime(content)
}

function numberToTimestamp(content: unknown): Timestamp {
  const isNumber = typeof content === 'number' || typeof content === 'bigint'
  return (isNumber ? timestampOfSeconds(Number(content)) : undefined) ?? refuseDatetime(content)
}

function refuseDatetime(content: unknown): never {
  throw undecodable('cbor', `expected a datetime of the years 1 to 9999, found ${display(content)}`)
}

function toTimeDelta(content: unknown): TimeDelta {
  if (Array.isArray(content) && content.length === 3) {
    const [days, seconds, microseconds] = content as unknown[]
    const delta = {days, microseconds, seconds}
    if (isTimeDelta(delta)) return delta
  }

  throw undecodable('invalid', `expected [days, seconds, microseconds] in normal form, found ${display(content)}`)
}
