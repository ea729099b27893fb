import {inspect} from 'node:util'

import {PiwError, type PiwErrorOptions} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** A message outside the protocol, refused before it is sent. The error says where, and what was expected and found. */
export class InvalidMessageError extends PiwError {
  override readonly name = 'InvalidMessageError'

  /** The kind is `usage` unless given. */
  constructor(message: string, options: PiwErrorOptions = {}) {
    super(message, {kind: 'usage', ...options})
  }
}

/**
 * What is wrong with a body: `cbor`: undecodable; `message`: decodable, but no message of the protocol. The emulated
 * master also tells `invalid` content apart, which it does not merely ignore: text that is not UTF-8, a duration that is
 * not in normal form, too many levels.
 */
export const protocolFaults = ['cbor', 'invalid', 'message'] as const
export type ProtocolFault = (typeof protocolFaults)[number]

export interface ProtocolErrorOptions extends PiwErrorOptions {
  /** `message` unless given. */
  readonly fault?: ProtocolFault
}

/** The other side sent something outside the protocol. The error shows what. */
export class ProtocolError extends PiwError {
  readonly fault: ProtocolFault
  override readonly name = 'ProtocolError'

  constructor(message: string, options: ProtocolErrorOptions = {}) {
    super(message, options)
    this.fault = options.fault ?? 'message'
  }

  /** A valid reply that cannot be the reply to this request. */
  static misplaced(request: unknown, reply: unknown): ProtocolError {
    return new ProtocolError(
      `Mismatched reply: expected a reply to ${display(request)}, found ${display(reply)}; ${UNMATCHED}`,
    )
  }
}

/** Why a connection is closed after a reply too many or too few. */
export const UNMATCHED = 'replies on this connection can no longer be matched to requests'

const LONGEST = 160

/** Any value as one short line that is safe to print: bytes in hexadecimal, anything else as Node shows it. */
export function display(value: unknown): string {
  if (value instanceof Uint8Array) {
    return escapeControls(`bytes ${Buffer.from(value.subarray(0, LONGEST)).toString('hex')}`, LONGEST)
  }

  const text = inspect(value, {
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    depth: 4,
    maxStringLength: LONGEST,
  })
  return escapeControls(text, LONGEST)
}
