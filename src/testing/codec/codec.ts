import type {Reply, Request} from '../../import-queue/messages.js'

import {encodeValue} from '../../import-queue/codec.js'
import {InvalidMessageError, ProtocolError} from '../../import-queue/errors.js'
import {checkReply, checkRequest} from '../../import-queue/schemas.js'
import {decodeValue} from './value.js'

/** @throws InvalidMessageError for an invalid reply */
export function encodeReply(reply: Reply): Uint8Array {
  return encodeValue(checkReply(reply))
}

/** The request in a body from a client. @throws ProtocolError when the body is not a request */
export function decodeRequest(body: Uint8Array): Request {
  const value = decodeValue(body)
  try {
    // A message without data is its bare name.
    return checkRequest(Array.isArray(value) && value.length === 2 ? value : [value])
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error
    throw new ProtocolError(error.message, {cause: error})
  }
}
