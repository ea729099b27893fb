import {ProtocolError, type ProtocolFault} from '../../import-queue/errors.js'
import {type Request} from '../../import-queue/messages.js'
import {checkRequest} from '../../import-queue/schemas.js'
import {decodeValue} from '../codec/value.js'

/** How a master takes the frames of a message: as a request, as something that it ignores, or as invalid. */
export type Judgement =
  | {readonly is: 'ignored'; readonly why: string}
  | {readonly is: 'invalid'; readonly why: string}
  | {readonly is: 'request'; readonly request: Request}

const INVALID: ReadonlySet<ProtocolFault> = new Set(['nesting', 'timedelta', 'utf8'])

/**
 * Judges the frames of a message, without the identity frame. Invalid is what no client may send: it ends the emulated
 * master, so that a client's mistake shows in a test.
 */
export function judge(frames: readonly Uint8Array[]): Judgement {
  const [delimiter, body] = frames
  if (frames.length !== 2 || delimiter?.length !== 0 || !body) {
    return {is: 'ignored', why: `expected an empty frame and a body, found frames of ${sizes(frames)} bytes`}
  }

  let value: unknown
  try {
    value = decodeValue(body)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return {is: INVALID.has(error.fault) ? 'invalid' : 'ignored', why: error.message}
  }

  return judgeValue(value)
}

function judgeValue(value: unknown): Judgement {
  const isPair = Array.isArray(value) && value.length === 2
  if (isUnhashable(isPair ? value[0] : Array.isArray(value) ? undefined : value)) {
    return {is: 'invalid', why: 'the name of the message is unhashable'}
  }

  if (typeof value !== 'string' && !isPair) return {is: 'ignored', why: 'neither text nor a list of two'}
  // A message without data is its bare name.
  const message = isPair ? value : [value]
  try {
    return {is: 'request', request: checkRequest(message)}
  } catch (error) {
    const {message: why} = error as Error
    return {is: isRequest(withoutNul(message)) ? 'invalid' : 'ignored', why}
  }
}

function isRequest(value: unknown): boolean {
  try {
    checkRequest(value)
    return true
  } catch {
    return false
  }
}

/** Whether Python cannot look a value up in a dictionary: true for lists and maps, false for datetimes and timedeltas. */
function isUnhashable(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === 'object' && value?.constructor === Object && !('days' in value))
}

function sizes(frames: readonly Uint8Array[]): string {
  return frames.map(({length}) => length).join(', ') || 'no'
}

function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '')
  if (Array.isArray(value)) return value.map((item) => withoutNul(item))
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [withoutNul(key), withoutNul(item)]))
}
