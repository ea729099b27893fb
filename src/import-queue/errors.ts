import {inspect} from 'node:util'

import {PiwError, type PiwErrorOptions} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** A message that the protocol has no place for, refused before it is sent: it says where, what was expected and found. */
export class InvalidMessageError extends PiwError {
  override readonly name = 'InvalidMessageError'

  /** The kind is `usage` unless given: the caller asked for it. */
  constructor(message: string, options: PiwErrorOptions = {}) {
    super(message, {kind: 'usage', ...options})
  }
}

/**
 * What is wrong with a body: `cbor` it cannot be decoded; `utf8` a text in it is not valid UTF-8; `nesting` it is too
 * deep; `timedelta` a duration in it is malformed; `message` it decodes, but to no message of the protocol.
 */
export const protocolFaults = ['cbor', 'utf8', 'nesting', 'timedelta', 'message'] as const
export type ProtocolFault = (typeof protocolFaults)[number]

export interface ProtocolErrorOptions extends PiwErrorOptions {
  /** `message` unless given. */
  readonly fault?: ProtocolFault
}

/** The other side said something that the protocol has no place for. The message shows what came. */
export class ProtocolError extends PiwError {
  readonly fault: ProtocolFault
  override readonly name = 'ProtocolError'

  constructor(message: string, options: ProtocolErrorOptions = {}) {
    super(message, options)
    this.fault = options.fault ?? 'message'
  }

  /** A well-formed reply that cannot be the answer to the request in whose place it came. */
  static misplaced(request: unknown, reply: unknown): ProtocolError {
    return new ProtocolError(
      `the master answered ${display(reply)} where an answer to ${display(request)} was expected: ` +
        'the answers on this connection can no longer be told apart',
    )
  }
}

const longest = 160

/** Any value as one short line that is safe to print: bytes in hexadecimal, all else as Node shows it. */
export function display(value: unknown): string {
  if (value instanceof Uint8Array) {
    return escapeControls(`bytes ${Buffer.from(value.subarray(0, longest)).toString('hex')}`, longest)
  }

  const text = inspect(value, {
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    depth: 4,
    maxStringLength: longest,
  })
  return escapeControls(text, longest)
}
