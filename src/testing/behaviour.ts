import type {Reply} from '../import-queue/messages.js'
import type {Drift} from './writer/page-times.js'

/**
 * Sent in place of a reply: the `proper` one, another reply, a body of any bytes, or any frames (without the identity
 * frame).
 */
export type ScriptedAnswer = 'proper' | Reply | Uint8Array | {readonly frames: readonly Uint8Array[]}

/**
 * Invalid replies to one request: `[]` sends none, `['proper', 'proper']` sends it twice, `[Buffer.from('ff', 'hex')]` is
 * undecodable, `[['ERROR', 'unknown package other']]` names another package.
 */
export interface Nonsense {
  /** Sent in this order in place of the proper reply. */
  readonly answers: readonly ScriptedAnswer[]
  /** The number of the request, counted from 1 over all connections since the start. */
  readonly at: number
}

/** How a master writes requested pages. May be changed while it runs. */
export interface WritingBehaviour {
  /** Slow changes of the speed around `writingSpeed`; constant unless given. */
  readonly drift: Drift | undefined
  /**
   * The buffering delay: seconds from a request until its page may be written; 60 unless given, as in production. A very
   * long one postpones writing without keeping clients waiting. Requires `writingSpeed`.
   */
  readonly hold: number
  /**
   * Seconds between rewrites of the home page by the master itself, during which it takes no requests; never unless
   * given, so that a test sees only requested pages. The real master does it every 60 s. Not counted as written.
   */
  readonly homeEvery: number | undefined
  /** Seconds that such a rewrite takes; 0.35 unless given, as measured on the real master. */
  readonly homeTime: number
  /**
   * Pages per second that other clients request meanwhile, evenly spread; 0 unless given. They use the buffer and the
   * writer, but not the socket, and are not counted as written.
   */
  readonly othersPages: number
  /** The directory in which pages are replaced, created if missing; unless given, pages are only counted. */
  readonly output: string | undefined
  /**
   * Whether page times scatter as measured on the real master on a busy machine: median 0.58, 99th percentile 4.2,
   * maximum 51 times the mean. False unless given: all pages take the same time.
   */
  readonly scatter: boolean
  /** A whole number, 0 or more, 1 unless given. The same seed gives the same page times. */
  readonly seed: number
  /** Packages whose pages never appear, although the writer spends time on them; none unless given. */
  readonly unwritten: readonly string[]
  /**
   * Pages per second, fractions allowed, on average if they scatter; a page of a BOTH counts as 0.75 of one. With 0 the
   * first flush never ends. Unless given, requests are only answered: nothing is buffered or written.
   */
  readonly writingSpeed: number | undefined
}

/** How a master behaves. May be changed while it runs. */
export interface Behaviour extends WritingBehaviour {
  /** It kills itself (SIGKILL) instead of answering the first request after this many; never unless given. */
  readonly dieAfter: number | undefined
  /** Milliseconds for each package of a request for all packages; 0.081 unless given, as measured on the real master. */
  readonly expansionTime: number
  /** Invalid replies; none unless given. */
  readonly nonsense: readonly Nonsense[]
  /** Milliseconds for each request, fractions allowed; 0 unless given: as fast as possible. */
  readonly serviceTime: number
  /** Whether it is paused: it takes no requests and writes nothing until this is false again. False unless given. */
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

/** @throws RangeError when a number is out of range */
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
