import {decode, encode, type EncodeOptions, Token, Type} from 'cborg'

import type {PackageRebuild, Reply, Request} from './messages.js'

import {display, InvalidMessageError, ProtocolError} from './errors.js'
import {checkReply, checkRequest, isPackageRebuild} from './schemas.js'
import {isTimeDelta, type TimeDelta} from './timedelta.js'
import {formatTimestamp} from './timestamp.js'

/** @throws InvalidMessageError for a request outside the protocol */
export function encodeRequest(request: Request): Uint8Array {
  const body = isPackageRebuild(request) ? encodePackageRebuild(request) : undefined
  if (body) return body
  const checked = checkRequest(request)
  // A message without data is its bare name.
  return encodeValue(checked.length === 1 ? checked[0] : checked)
}

/**
 * The reply in a body from the master. Only the encoding that the master uses, the shortest one, is accepted: anything
 * else, such as text that is not UTF-8, is invalid.
 *
 * @throws ProtocolError when the body is not a reply
 */
export function decodeReply(body: Uint8Array): Reply {
  if (equals(body, REBUILT.body)) return REBUILT.reply
  const value = decodeShortest(body)
  try {
    return checkReply(value)
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error
    throw new ProtocolError(error.message, {cause: error})
  }
}

/**
 * Encodes what messages are made of: text, whole numbers, true, false, null, `Date`, `TimeDelta`, and arrays and plain
 * objects of these.
 *
 * @throws Error for a value without a CBOR encoding
 */
export function encodeValue(value: unknown): Uint8Array {
  return encode(value, ENCODE_OPTIONS)
}

/** Nearly every reply is this one, so it is recognized by its bytes. */
const REBUILT = {
  body: Buffer.from('8264444f4e456752454255494c44', 'hex'),
  reply: Object.freeze(['DONE', 'REBUILD'] as const),
}

function equals(body: Uint8Array, other: Uint8Array): boolean {
  return body.length === other.length && Buffer.compare(body, other) === 0
}

/** Without tags, which no reply has. */
function decodeShortest(body: Uint8Array): unknown {
  let value: unknown
  let encoded: Uint8Array
  try {
    value = decode(body)
    encoded = encode(value)
  } catch (error) {
    throw undecodable((error as Error).message, body, error)
  }

  if (!equals(body, encoded)) throw undecodable('invalid UTF-8, or not the shortest encoding', body)
  return value
}

function undecodable(why: string, body: Uint8Array, cause?: unknown): ProtocolError {
  return new ProtocolError(`Undecodable message: ${why}: ${display(body)}`, {cause, fault: 'cbor'})
}

// Nearly every request is for the pages of one package, and only the name differs.
const PACKAGE_REBUILD_HEADS = {
  BOTH: Buffer.from('826752454255494c448264424f5448', 'hex'),
  PROJECT: Buffer.from('826752454255494c44826750524f4a454354', 'hex'),
} as const

/** The two short forms of CBOR text: with the length in the first byte, and in a byte of its own. */
const TINY = {first: 0x60, longest: 23} as const
const SHORT = {first: 0x78, longest: 255} as const

/** The same as {@link encodeValue}, but faster; undefined for a name of more than 255 bytes. */
function encodePackageRebuild([, [part, name]]: PackageRebuild): Uint8Array | undefined {
  const length = Buffer.byteLength(name)
  if (length > SHORT.longest) return undefined
  const head = PACKAGE_REBUILD_HEADS[part]
  const isTiny = length <= TINY.longest
  const start = head.length + (isTiny ? 1 : 2)
  const body = Buffer.allocUnsafe(start + length)
  body.set(head)
  if (!isTiny) body[head.length] = SHORT.first
  body[start - 1] = isTiny ? TINY.first + length : length
  body.write(name, start)
  return body
}

// Tags as observed on the real master.
const DATE_TEXT_TAG = 0
const TIME_DELTA_TAG = 2001

const tag = (number: number) => new Token(Type.tag, number)
const integer = (value: number) => new Token(value < 0 ? Type.negint : Type.uint, value)

const ENCODE_OPTIONS: EncodeOptions = {
  // In insertion order, as Python does.
  mapSorter: () => 0,
  typeEncoders: {
    Date: (date: Date) => [tag(DATE_TEXT_TAG), new Token(Type.string, formatTimestamp(date))],
    // Null makes cborg encode a plain object.
    Object: (value: unknown) => (isTimeDelta(value) ? timeDeltaTokens(value) : null),
  },
}

function timeDeltaTokens({days, microseconds, seconds}: TimeDelta): Token[] {
  return [tag(TIME_DELTA_TAG), new Token(Type.array, 3), integer(days), integer(seconds), integer(microseconds)]
}
