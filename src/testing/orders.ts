import type {RebuildRequest} from '../import-queue/messages.js'
import type {Behaviour} from './behaviour.js'

/** What the child needs to start. */
export interface StartOrder {
  readonly address: string
  readonly behaviour: Behaviour
  /** Where the buffer is stored on SIGTERM and restored from; nowhere if undefined. */
  readonly bufferFile: string | undefined
  readonly packages: readonly string[]
  /** A file with one package name per line, in place of `packages`. */
  readonly packagesFile: string | undefined
  /** Where requests are recorded; nowhere if undefined. */
  readonly record: string | undefined
}

/** Orders from the parent to the child, with their data and results. */
export interface Orders {
  /** How many requests were received. */
  count: {readonly data: undefined; readonly result: number}
  /** Changes the behaviour from the next request on. */
  set: {readonly data: Partial<Behaviour>; readonly result: undefined}
  /** Binds the socket and serves. */
  start: {readonly data: StartOrder; readonly result: undefined}
  /** Closes the socket and ends. */
  stop: {readonly data: undefined; readonly result: undefined}
  /** Waits until this many requests were received. */
  until: {readonly data: number; readonly result: undefined}
  /** Waits until this many pages were written. */
  untilWritten: {readonly data: number; readonly result: undefined}
  /** Writes the pages of these requests at once. */
  write: {readonly data: readonly RebuildRequest[]; readonly result: undefined}
  /** How many pages were written. */
  written: {readonly data: undefined; readonly result: number}
}

/** An order on its way to the child. */
export type Order = {
  [Name in keyof Orders]: {readonly data: Orders[Name]['data']; readonly id: number; readonly name: Name}
}[keyof Orders]

/** From the child: the result or error of an order, or why it is about to die. */
export type Report =
  | {readonly dying: string}
  | {readonly error: string; readonly id: number}
  | {readonly id: number; readonly result: unknown}
