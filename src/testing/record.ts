import {openSync, writeSync} from 'node:fs'
import {readFile} from 'node:fs/promises'

import type {Reply, Request} from '../import-queue/messages.js'

import {decodeRequest} from './codec/codec.js'

/** A message as a master received it, and what it did about it. */
export interface RecordedRequest {
  /** What was answered, or null when nothing was, or nonsense. */
  readonly answered: null | Reply
  /** Connections are numbered from 1 in the order in which they were first heard of. */
  readonly connection: number
  /** The frames after the identity frame. */
  readonly frames: readonly Uint8Array[]
  /** Absent when the frames were no request. */
  readonly request?: Request
  /** Why nothing, or nonsense, was answered. */
  readonly why?: string
}

interface Line extends Omit<RecordedRequest, 'frames'> {
  readonly frames: readonly string[]
}

/**
 * Writes a line of JSON a message, at once: a master that is killed leaves a record of all that it answered. Frames are
 * in hexadecimal; the request is there for human eyes, with a datetime as ISO text and a bigint as text.
 */
export class Recorder {
  readonly #fd: number

  /** @param file - appended to */
  constructor(file: string) {
    this.#fd = openSync(file, 'a')
  }

  write({frames, ...rest}: RecordedRequest): void {
    const line = {...rest, frames: frames.map((frame) => Buffer.from(frame).toString('hex'))}
    writeSync(this.#fd, `${JSON.stringify(line, textOfBigint)}\n`)
  }
}

/** Reads a record, even while it is being written. */
export async function readRecord(file: string): Promise<RecordedRequest[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  // After the last line break there is nothing, or a line that is being written.
  return lines.slice(0, -1).map((text) => {
    const line = JSON.parse(text) as Line
    const frames = line.frames.map((frame) => Buffer.from(frame, 'hex'))
    const body = frames[1]
    return line.request && body ? {...line, frames, request: decodeRequest(body)} : {...line, frames}
  })
}

function textOfBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
