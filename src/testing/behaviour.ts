import type {Reply} from '../import-queue/messages.js'
import type {Drift} from './writer/page-times.js'

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

/** How a master writes the pages that were requested, which may be changed while it runs. */
export interface WritingBehaviour {
  /** Its speed changes slowly around `writingSpeed`, from its start on; constant unless given. */
  readonly drift: Drift | undefined
  /**
   * Seconds that the master keeps a requested page in its buffer before it writes it; 60 unless given, as in production.
   * Very long, it holds the writing back without keeping clients waiting. Without `writingSpeed` it means nothing.
   */
  readonly hold: number
  /**
   * Seconds after which the master rewrites its home page by itself, again and again, and takes no requests meanwhile;
   * never unless given, so that a test sees only what it requested. The real master does it every 60 s. Such a page is
   * not counted as written.
   */
  readonly homeEvery: number | undefined
  /** Seconds that takes; 0.35 unless given, as measured on the real master. */
  readonly homeTime: number
  /**
   * Pages per second that other clients request at the same time, evenly spread; 0 unless given. They take the buffer
   * and the writer, but not the socket, and are not counted as written.
   */
  readonly othersPages: number
  /** The directory under which pages are replaced; unless given they are only counted. Made where it is missing. */
  readonly output: string | undefined
  /**
   * Whether page times scatter as measured on the real master on a busy machine: a median of 0.58 times the mean, a 99th
   * percentile of 4.2 times, a maximum of 51 times; false unless given: every page takes the same time.
   */
  readonly scatter: boolean
  /** A whole number, 0 or more: with the same one page times scatter the same; 1 unless given. */
  readonly seed: number
  /** Packages whose pages never appear, though the writer takes its time for them; none unless given. */
  readonly unwritten: readonly string[]
  /**
   * Pages per second that the writer writes, fractions allowed, on average if they scatter; a page of a BOTH counts as
   * 0.75 of one. With 0 the writer is stuck, and the master with it, once something is to be written. Unless given,
   * nothing is buffered or written: a request is answered, and that is all.
   */
  readonly writingSpeed: number | undefined
}

/** How a master behaves, which may be changed while it runs. */
export interface Behaviour extends WritingBehaviour {
  /** It kills itself (SIGKILL) right before it would answer the request after so many; never unless given. */
  readonly dieAfter: number | undefined
  /** Milliseconds that a request for all packages takes for each of them; 0.081 unless given, as measured on the real master. */
  readonly expansionTime: number
  /** None unless given. */
  readonly nonsense: readonly Nonsense[]
  /** Milliseconds a request takes, fractions allowed, one at a time; 0 unless given: as fast as it can. */
  readonly serviceTime: number
  /**
   * Takes no requests and writes nothing; serves those that waited, and writes on, once it is no longer silent. False
   * unless given.
   */
  readonly silent: boolean
}

export const defaultBehaviour: Behaviour = {
  dieAfter: undefined,
  drift: undefined,
  expansionTime: 0.081,
  hold: 60,
  homeEvery: undefined,
  homeTime: 0.35,
  nonsense: [],
  othersPages: 0,
  output: undefined,
  scatter: false,
  seed: 1,
  serviceTime: 0,
  silent: false,
  unwritten: [],
  writingSpeed: undefined,
}

/** @throws RangeError when a number is none that makes sense. */
export function checkBehaviour(behaviour: Partial<Behaviour>): void {
  const {dieAfter = 0, drift, expansionTime = 0, hold = 0, homeEvery, homeTime = 0} = behaviour
  const {nonsense = [], othersPages = 0, seed = 0, serviceTime = 0, writingSpeed = 0} = behaviour
  checkNumbers('in milliseconds, 0 or more', {expansionTime, serviceTime}, (time) => time >= 0)
  checkNumbers('in seconds, 0 or more', {hold, homeTime}, (time) => time >= 0)
  checkNumbers('in pages per second, 0 or more', {othersPages, writingSpeed}, (speed) => speed >= 0)
  checkNumbers('in seconds, more than 0', {homeEvery}, (time) => time > 0)
  checkNumbers('in seconds, more than 0', {'drift.period': drift?.period}, (time) => time > 0)
  checkNumbers('of 1 or more', {'drift.factor': drift?.factor}, (factor) => factor >= 1)
  checkNumbers('as a whole number, 0 or more', {dieAfter, seed}, (count) => Number.isInteger(count) && count >= 0)
  for (const {at} of nonsense) {
    checkNumbers('as a whole number, 1 or more', {at}, (count) => Number.isInteger(count) && count >= 1)
  }
}

function checkNumbers(
  expected: string,
  numbers: Readonly<Record<string, number | undefined>>,
  isRight: (number: number) => boolean,
): void {
  for (const [name, number] of Object.entries(numbers)) {
    if (number !== undefined && !(isRight(number) && number < Infinity)) {
      throw new RangeError(`expected ${name} ${expected}, found ${number}`)
    }
  }
}
