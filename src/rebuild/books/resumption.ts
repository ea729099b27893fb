import path from 'node:path'

import type {When} from '../../pages/when.js'
import type {EventBuffer} from '../event-buffer.js'
import type {PackagePart} from '../part.js'

import {PiwError} from '../../errors/piw-error.js'
import {Lock} from '../../files/lock.js'
import {checkPattern} from '../../packages/pattern.js'
import {escapeControls} from '../../text/escape-controls.js'
import {formatTime} from '../../text/format.js'
import {PART_NAMES} from '../part.js'
import {mostSecondsFor} from '../requests/unwritten.js'
import {type Checkpoint, CheckpointFile} from './checkpoint.js'

export interface ResumptionOptions {
  readonly events: Pick<EventBuffer, 'add'>
  /** The pattern requested; undefined for none. */
  readonly match: string | undefined
  /** The age requested; undefined for none. */
  readonly olderThan: undefined | When
  readonly part: PackagePart
  /** Whether to resume the run that was stopped. */
  readonly resume: boolean
  /** Where checkpoints are kept. */
  readonly stateDir: string
}

/** How a run is tied to an earlier one, which it goes on with, and to a later one, which may go on with it. */
export class Resumption {
  /** Where the earlier run ended, if this one goes on with it. */
  checkpoint: Checkpoint | undefined
  /** Where this run keeps its own checkpoint; undefined while another process has it. */
  readonly file: CheckpointFile | undefined
  /** The pattern of the run, be it given now or then. */
  readonly match: string | undefined
  /** Only outdated pages, as given now or then; undefined for all pages. */
  readonly olderThan: undefined | When
  readonly part: PackagePart
  /** Up to where all is requested again, since the master of the earlier run is gone; undefined where it is not. */
  repeatsUntil: string | undefined
  readonly #lock: Lock | undefined

  private constructor(
    {match, olderThan, part}: ResumptionOptions,
    ties: {readonly checkpoint?: Checkpoint; readonly file?: CheckpointFile; readonly lock?: Lock | undefined},
  ) {
    this.checkpoint = ties.checkpoint
    this.file = ties.file
    this.match = match ?? ties.checkpoint?.match ?? undefined
    // A time span that is given again means what it meant then.
    this.olderThan = ties.checkpoint ? ageOf(ties.checkpoint) : olderThan
    this.part = part
    this.#lock = ties.lock
  }

  /**
   * Finds out how this run begins.
   *
   * @throws {PiwError} of kind `usage` when nothing to resume
   */
  static async prepare(options: ResumptionOptions): Promise<Resumption> {
    const {events, part, resume, stateDir} = options
    const file = new CheckpointFile(path.join(stateDir, `${part}.json`))
    const lock = await Lock.take(file.path)
    if (resume) {
      try {
        const checkpoint = earlier(file, lock, options)
        events.add({checkpoint, type: 'resuming'})
        return new Resumption(options, {checkpoint, file, lock})
      } catch (error) {
        lock?.release()
        throw error
      }
    }

    if (!lock) {
      events.add({part, type: 'unresumable'})
      return new Resumption(options, {})
    }

    if (exists(file)) events.add({part, type: 'resumable'})
    return new Resumption(options, {file, lock})
  }

  /**
   * Goes back to what is safe where the master has been restarted since the checkpoint: it may have lost the rest.
   *
   * @param socket of the master that is there now; undefined where there is none
   * @returns how many packages are requested again
   */
  meet(socket: string | undefined): number {
    const {checkpoint} = this
    if (!checkpoint || checkpoint.socket === socket) return 0
    const {last, queued, safe} = checkpoint
    this.checkpoint = {...checkpoint, ...safe}
    this.repeatsUntil = last ?? undefined
    return queued - safe.queued
  }

  release(): void {
    this.#lock?.release()
  }

  /**
   * Of the packages that the earlier run has queued, those that the master, if it was not restarted, may still have to
   * write: after one name and up to another. Undefined where there are none.
   */
  unwritten(now = Date.now()): undefined | {readonly after: string | undefined; readonly last: string} {
    const {checkpoint} = this
    if (!checkpoint) return undefined
    const {last, part, queued, safe, saved} = checkpoint
    const pages = (queued - safe.queued) * (part === 'index' ? 2 : 1)
    const seconds = (now - Date.parse(saved)) / 1000
    if (last === null || pages === 0 || seconds > mostSecondsFor(pages)) return undefined
    return {after: safe.last ?? undefined, last}
  }
}

function ageOf({olderThan}: Checkpoint): undefined | When {
  return olderThan === null ? undefined : {text: olderThan.text, time: new Date(olderThan.time)}
}

/** The checkpoint to go on from. */
function earlier(file: CheckpointFile, lock: Lock | undefined, options: ResumptionOptions): Checkpoint {
  const {match, olderThan, part} = options
  if (!lock) {
    throw new PiwError(`Another rebuild of ${PART_NAMES[part]} is running: nothing to resume.`, {
      kind: 'usage',
    })
  }

  const checkpoint = file.read()
  if (!checkpoint) {
    throw new PiwError(`No stopped rebuild of ${PART_NAMES[part]}: nothing to resume.`, {
      kind: 'usage',
      suggestions: ['Start one without --resume.'],
    })
  }

  if (match !== undefined && !isSame(match, checkpoint.match)) {
    const found = checkpoint.match === null ? 'all packages' : `--match '${escapeControls(checkpoint.match)}'`
    throw new PiwError(`The stopped run was for ${found}, not --match '${escapeControls(match)}'.`, {
      kind: 'usage',
      suggestions: ['Resume it without --match, or start over without --resume.'],
    })
  }

  const age = ageOf(checkpoint)
  if (olderThan && olderThan.text !== age?.text && olderThan.time.getTime() !== age?.time.getTime()) {
    const found = age ? `--older-than ${escapeControls(age.text)} (${formatTime(age.time)})` : 'pages of any age'
    throw new PiwError(`The stopped run was for ${found}, not --older-than ${escapeControls(olderThan.text)}.`, {
      kind: 'usage',
      suggestions: ['Resume it without --older-than, or start over without --resume.'],
    })
  }

  return checkpoint
}

/** Whether two patterns take in the same names: `Zope.*` is `zope-*`. */
function isSame(pattern: string, other: null | string): boolean {
  return other !== null && checkPattern(pattern) === checkPattern(other)
}

function exists(file: CheckpointFile): boolean {
  try {
    return file.read() !== undefined
  } catch {
    // What is no checkpoint is replaced by one.
    return false
  }
}
