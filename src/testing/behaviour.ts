import type {Reply} from '../import-queue/messages.js'

/**
 * Something sent where an answer belongs: the `proper` answer, another reply, a body of any bytes, or any frames at all
 * (the identity frame is put in front).
 */
export type ScriptedAnswer = 'proper' | Reply | Uint8Array | {readonly frames: readonly Uint8Array[]}

/**
 * Nonsense instead of the answer to one request. `[]` swallows the answer, `['proper', 'proper']` gives it twice,
 * `[Buffer.from('ff', 'hex')]` is undecodable, `[['ERROR', 'unknown package other']]` names another package.
 */
export interface Nonsense {
  /** Sent in this order in place of the proper answer. */
  readonly answers: readonly ScriptedAnswer[]
  /** Which request, counted from 1 over all connections since the start. */
  readonly at: number
}

/** How a master behaves, which may be changed while it runs. */
export interface Behaviour {
  /** It kills itself (SIGKILL) right before it would answer the request after so many; never unless given. */
  readonly dieAfter: number | undefined
  /** Milliseconds that a request for all packages takes for each of them; 0.081 unless given, as measured on the real master. */
  readonly expansionTime: number
  /** None unless given. */
  readonly nonsense: readonly Nonsense[]
  /** Milliseconds a request takes, fractions allowed, one at a time; 0 unless given: as fast as it can. */
  readonly serviceTime: number
  /** Busy: takes no requests, and serves those that waited once it is no longer silent; false unless given. */
  readonly silent: boolean
}

export const defaultBehaviour: Behaviour = {
  dieAfter: undefined,
  expansionTime: 0.081,
  nonsense: [],
  serviceTime: 0,
  silent: false,
}

/** @throws RangeError when a number is none that makes sense. */
export function checkBehaviour({
  dieAfter = 0,
  expansionTime = 0,
  nonsense = [],
  serviceTime = 0,
}: Partial<Behaviour>): void {
  for (const [name, time] of Object.entries({expansionTime, serviceTime})) {
    if (!(time >= 0 && time < Infinity))
      throw new RangeError(`expected ${name} in milliseconds, 0 or more, found ${time}`)
  }

  for (const [name, count, least] of [
    ['dieAfter', dieAfter, 0] as const,
    ...nonsense.map(({at}) => ['at', at, 1] as const),
  ]) {
    if (!Number.isInteger(count) || count < least) {
      throw new RangeError(`expected ${name} as a whole number, ${least} or more, found ${count}`)
    }
  }
}
