import type {RebuildRequest} from '../import-queue/messages.js'
import type {Behaviour} from './behaviour.js'

/** What the child needs to know to begin. */
export interface StartOrder {
  readonly address: string
  readonly behaviour: Behaviour
  /** Where the buffer is stored by SIGTERM and taken up from; nowhere if undefined. */
  readonly bufferFile: string | undefined
  readonly packages: readonly string[]
  /** A file with a name a line, instead of `packages`. */
  readonly packagesFile: string | undefined
  /** Where to record; nowhere if undefined. */
  readonly record: string | undefined
}

/** What the parent tells the child to do, and what the child answers when it is done. */
export interface Orders {
  /** How many requests were received. */
  count: {readonly data: undefined; readonly result: number}
  /** Behaves otherwise from the next request on. */
  set: {readonly data: Partial<Behaviour>; readonly result: undefined}
  /** Binds the socket and serves. */
  start: {readonly data: StartOrder; readonly result: undefined}
  /** Closes the socket and ends. */
  stop: {readonly data: undefined; readonly result: undefined}
  /** Done once so many requests were received. */
  until: {readonly data: number; readonly result: undefined}
  /** Done once so many pages were written. */
  untilWritten: {readonly data: number; readonly result: undefined}
  /** Writes what these ask for at once. */
  write: {readonly data: readonly RebuildRequest[]; readonly result: undefined}
  /** How many pages were written. */
  written: {readonly data: undefined; readonly result: number}
}

/** An order on its way to the child. */
export type Order = {
  [Name in keyof Orders]: {readonly data: Orders[Name]['data']; readonly id: number; readonly name: Name}
}[keyof Orders]

/** What the child says: an order is done or has failed, or why it is about to die. */
export type Report =
  | {readonly dying: string}
  | {readonly error: string; readonly id: number}
  | {readonly id: number; readonly result: unknown}
