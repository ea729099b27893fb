import {readFileSync, rmSync} from 'node:fs'
import * as v from 'valibot'

import {PiwError} from '../../errors/piw-error.js'
import {reasonOf} from '../../errors/system-error.js'
import {replacePrivate} from '../../files/private-file.js'
import {packageParts} from '../part.js'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** How a run stood at one moment. */
const standing = {
  /** The list of what was refused so far, and how many bytes of it; null while nothing was. */
  failureList: v.nullable(v.strictObject({bytes: count, path: v.string()})),
  failures: v.array(
    v.strictObject({
      package: v.nullable(v.string()),
      reason: v.nullable(v.string()),
      status: v.picklist(['refused', 'unanswered', 'unwritten']),
    }),
  ),
  /** The name up to which, in the order of the C collation, every package is settled; null while none is. */
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
  match: v.nullable(v.string()),
  /** Only pages written before this moment are requested, and the words it was given in; null for all pages. */
  olderThan: v.nullable(v.strictObject({text: v.string(), time: v.pipe(v.string(), v.isoTimestamp())})),
  part: v.picklist(packageParts),
  /** How it stood when the last package was settled up to which all has been written: no death of a master undoes that. */
  safe: v.strictObject(standing),
  /** When this was saved, as an ISO date and time. */
  saved: v.pipe(v.string(), v.isoTimestamp()),
  /** Which of the sockets that masters made the run was connected to, as `ImportQueue.socket` has it. */
  socket: v.string(),
  /** When the run began, as an ISO date and time. */
  started: v.pipe(v.string(), v.isoTimestamp()),
  /** How many packages the run was to ask for when it began. */
  total: count,
})

/** How far a run over all packages has come: all that is needed to take it up again. */
export type Checkpoint = v.InferOutput<typeof schema>

/** How a run stood at one moment. */
export type CheckpointStanding = Checkpoint['safe']

/** Keeps the checkpoint of a run in a file that only its owner can read, always whole: it is replaced, never changed. */
export class CheckpointFile {
  readonly path: string

  constructor(file: string) {
    this.path = file
  }

  /**
   * The checkpoint of an earlier run; undefined when there is none.
   *
   * @throws {PiwError} of kind `usage` when there is something else in its place
   */
  read(): Checkpoint | undefined {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw this.#unreadable(reasonOf(error), error)
    }

    try {
      return v.parse(schema, JSON.parse(text))
    } catch (error) {
      throw this.#unreadable('it is damaged, or of another version', error)
    }
  }

  remove(): void {
    rmSync(this.path, {force: true})
  }

  /** @throws when the file cannot be written; the one before it is then still there */
  write(checkpoint: Checkpoint): void {
    replacePrivate(this.path, JSON.stringify(checkpoint))
  }

  #unreadable(problem: string, cause: unknown): PiwError {
    return new PiwError(`The checkpoint ${this.path} cannot be read: ${problem}`, {
      cause,
      kind: 'usage',
      suggestions: ['Start over without --resume.'],
    })
  }
}
