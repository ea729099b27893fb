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
  /**
   * Seconds that the master keeps a requested page in its buffer before it writes it; 60 unless given, as in production.
   * Very long, it holds the writing back without keeping clients waiting. Without `writingSpeed` it means nothing.
   */
  readonly hold: number
  /** None unless given. */
  readonly nonsense: readonly Nonsense[]
  /** The folder under which pages are replaced; unless given they are only counted. Made where it is missing. */
  readonly output: string | undefined
  /** Milliseconds a request takes, fractions allowed, one at a time; 0 unless given: as fast as it can. */
  readonly serviceTime: number
  /** Busy: takes no requests, and serves those that waited once it is no longer silent; false unless given. */
  readonly silent: boolean
  /** Packages whose pages never appear, though the writer takes its time for them; none unless given. */
  readonly unwritten: readonly string[]
  /**
   * Pages that the writer writes in a second, fractions allowed; with 0 it is stuck, and the master with it, once
   * something is to be written. Unless given, nothing is buffered or written: a request is answered, and that is all.
   */
  readonly writingSpeed: number | undefined
}

export const defaultBehaviour: Behaviour = {
  dieAfter: undefined,
  expansionTime: 0.081,
  hold: 60,
  nonsense: [],
  output: undefined,
  serviceTime: 0,
  silent: false,
  unwritten: [],
  writingSpeed: undefined,
}

/** @throws RangeError when a number is none that makes sense. */
export function checkBehaviour({
  dieAfter = 0,
  expansionTime = 0,
  hold = 0,
  nonsense = [],
  serviceTime = 0,
  writingSpeed = 0,
}: Partial<Behaviour>): void {
  for (const [name, time] of Object.entries({expansionTime, serviceTime})) {
    if (!(time >= 0 && time < Infinity))
      throw new RangeError(`expected ${name} in milliseconds, 0 or more, found ${time}`)
  }

  if (!(hold >= 0 && hold < Infinity)) throw new RangeError(`expected hold in seconds, 0 or more, found ${hold}`)
  if (!(writingSpeed >= 0 && writingSpeed < Infinity)) {
    throw new RangeError(`expected writingSpeed in pages a second, 0 or more, found ${writingSpeed}`)
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
