import {createHash} from 'node:crypto'
import {rmSync} from 'node:fs'
import * as v from 'valibot'

import {PiwError} from '../../errors/piw-error.js'
import {reasonOf} from '../../errors/system-error.js'
import {readRegular, removeDrafts, replacePrivate} from '../../files/private-file.js'
import {packageParts} from '../part.js'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** The state of a run at one time. */
const standing = {
  /** The list of failed packages, its valid length in bytes and the checksum of that; null while it is empty. */
  failureList: v.nullable(v.strictObject({bytes: count, path: v.string(), sha256: v.string()})),
  failures: v.array(
    v.strictObject({
      package: v.nullable(v.string()),
      reason: v.nullable(v.string()),
      status: v.picklist(['refused', 'unanswered', 'unwritten']),
    }),
  ),
  /** The name up to which, in the order of the C collation, every package is settled; null if none is. */
  last: v.nullable(v.string()),
  queued: count,
  refused: count,
  requeued: count,
  skipped: count,
  unwritten: count,
  written: count,
}

const schema = v.strictObject({
  ...standing,
  /** Address of the master's import queue. */
  address: v.string(),
  /** The database, without a password. */
  database: v.string(),
  match: v.nullable(v.string()),
  /** Only pages written before this moment are requested, and the words it was given in; null for all pages. */
  olderThan: v.nullable(v.strictObject({text: v.string(), time: v.pipe(v.string(), v.isoTimestamp())})),
  part: v.picklist(packageParts),
  /** The state up to which all pages have been written, so that no crash of the master undoes it. */
  safe: v.strictObject(standing),
  /** Time of saving, as an ISO date and time. */
  saved: v.pipe(v.string(), v.isoTimestamp()),
  /** Identity of the master's socket, from `ImportQueue.socket`. */
  socket: v.string(),
  /** Start of the run, as an ISO date and time. */
  started: v.pipe(v.string(), v.isoTimestamp()),
  /** Number of packages to request, counted at the start. */
  total: count,
})

/** The progress of a run over all packages, sufficient to resume it. */
export type Checkpoint = v.InferOutput<typeof schema>

/** The state of a run at one time. */
export type CheckpointStanding = Checkpoint['safe']

/** Stores the checkpoint of a run in a file readable by its owner only, replaced atomically. */
export class CheckpointFile {
  readonly path: string

  constructor(file: string) {
    this.path = file
  }

  /**
   * Reads the checkpoint of an earlier run; undefined if there is none.
   *
   * @throws {PiwError} of kind `usage` when the file is not a valid checkpoint
   */
  read(): Checkpoint | undefined {
    let text: string
    try {
      text = readRegular(this.path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw this.#unreadable(reasonOf(error), error)
    }

    try {
      const [json = '', checksum] = text.split('\n')
      if (checksum !== sha256(json)) throw new Error('The checksum is wrong.')
      return v.parse(schema, JSON.parse(json))
    } catch (error) {
      throw this.#unreadable('it is damaged or of another version', error)
    }
  }

  remove(): void {
    rmSync(this.path, {force: true})
  }

  /** Removes the drafts of processes that were killed while they wrote. Only for the holder of the lock. */
  removeDrafts(): void {
    try {
      removeDrafts(this.path)
    } catch {
      // They take little room, and the next run tries again.
    }
  }

  /** @throws when the file cannot be written; the previous checkpoint then remains */
  write(checkpoint: Checkpoint): void {
    const json = JSON.stringify(checkpoint)
    replacePrivate(this.path, `${json}\n${sha256(json)}\n`)
  }

  #unreadable(problem: string, cause: unknown): PiwError {
    return new PiwError(`The checkpoint ${this.path} cannot be read: ${problem}`, {
      cause,
      kind: 'usage',
      suggestions: ['Start over without --resume.'],
    })
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
