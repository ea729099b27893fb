import {ProtocolError} from '../../import-queue/errors.js'
import {type Request} from '../../import-queue/messages.js'
import {checkRequest, isValidText} from '../../import-queue/schemas.js'
import {decodeValue} from '../codec/value.js'

/** How a master takes the frames of a message: as a request, or as something it ignores, or as invalid. */
export type Judgement =
  {readonly is: 'ignored' | 'invalid'; readonly why: string} | {readonly is: 'request'; readonly request: Request}

/**
 * Judges the frames of a message, without the identity frame. What the real master was observed to ignore is ignored;
 * anything else that is not a request is invalid: a client must refuse it before it is sent.
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
    return {is: error.fault === 'invalid' ? 'invalid' : 'ignored', why: error.message}
  }

  return judgeValue(value)
}

function judgeValue(value: unknown): Judgement {
  const isPair = Array.isArray(value) && value.length === 2
  if (isContainer(isPair ? value[0] : Array.isArray(value) ? undefined : value)) {
    return {is: 'invalid', why: 'the name of the message is a list or a map'}
  }

  if (typeof value !== 'string' && !isPair) return {is: 'ignored', why: 'neither text nor a list of two'}
  // A message without data is its bare name.
  const message = isPair ? value : [value]
  try {
    return {is: 'request', request: checkRequest(message)}
  } catch (error) {
    const {message: why} = error as Error
    return {is: hasInvalidText(message) ? 'invalid' : 'ignored', why}
  }
}

function hasInvalidText(value: unknown): boolean {
  if (typeof value === 'string') return !isValidText(value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  return Object.entries(value).some((entry) => entry.some((item) => hasInvalidText(item)))
}

/** Whether a value is a list or a map: false for datetimes and timedeltas. */
function isContainer(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === 'object' && value?.constructor === Object && !('days' in value))
}

function sizes(frames: readonly Uint8Array[]): string {
  return frames.map(({length}) => length).join(', ') || 'no'
}
