import {openSync, writeSync} from 'node:fs'
import {readFile} from 'node:fs/promises'

import type {Reply, Request} from '../import-queue/messages.js'

import {decodeRequest} from './codec/codec.js'

/** A message that a master received, and its reply. */
export interface RecordedRequest {
  /** The reply; null without one, or with invalid replies. */
  readonly answered: null | Reply
  /** Connections are numbered from 1 in the order of their first messages. */
  readonly connection: number
  /** The frames after the identity frame. */
  readonly frames: readonly Uint8Array[]
  /** Absent when the frames are not a request. */
  readonly request?: Request
  /** Why there is no reply, or only invalid ones. */
  readonly why?: string
}

interface Line extends Omit<RecordedRequest, 'frames'> {
  readonly frames: readonly string[]
}

/**
 * Writes one line of JSON per message, unbuffered: a killed master leaves a complete record. Frames are in hexadecimal;
 * the request is for human readers, with datetimes and bigints as text.
 */
export class Recorder {
  readonly #fd: number

  /** @param file is appended to */
  constructor(file: string) {
    this.#fd = openSync(file, 'a')
  }

  write({frames, ...rest}: RecordedRequest): void {
    const line = {...rest, frames: frames.map((frame) => Buffer.from(frame).toString('hex'))}
    writeSync(this.#fd, `${JSON.stringify(line, textOfBigint)}\n`)
  }
}

/** Reads a record, even while it is written. */
export async function readRecord(file: string): Promise<RecordedRequest[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  // After the last line break there is nothing, or an incomplete line.
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
