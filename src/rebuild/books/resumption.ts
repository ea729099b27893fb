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
  /** Whether to resume the stopped run. */
  readonly resume: boolean
  /** Directory of checkpoints. */
  readonly stateDir: string
}

/** Links a run to the earlier run that it resumes, and to a later run that may resume it. */
export class Resumption {
  /** Checkpoint of the earlier run, if this one resumes it. */
  checkpoint: Checkpoint | undefined
  /** Checkpoint file of this run; undefined while another process holds it. */
  readonly file: CheckpointFile | undefined
  /** Pattern of the run, from this command line or the checkpoint. */
  readonly match: string | undefined
  /** Only outdated pages, as given now or then; undefined for all pages. */
  readonly olderThan: undefined | When
  readonly part: PackagePart
  /** The name up to which packages are requested again, as the master was restarted; undefined without a restart. */
  repeatsUntil: string | undefined
  readonly #lock: Lock | undefined

  private constructor(
    {match, olderThan, part}: ResumptionOptions,
    ties: {readonly checkpoint?: Checkpoint; readonly file?: CheckpointFile; readonly lock?: Lock | undefined},
  ) {
    this.checkpoint = ties.checkpoint
    this.file = ties.file
    this.match = match ?? ties.checkpoint?.match ?? undefined
    // A repeated time span keeps its original meaning.
    this.olderThan = ties.checkpoint ? ageOf(ties.checkpoint) : olderThan
    this.part = part
    this.#lock = ties.lock
  }

  /**
   * Prepares a new or resumed run.
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
   * Returns to the safe state if the master was restarted since the checkpoint and may have lost requests.
   *
   * @param socket identity of the current master's socket; undefined without a master
   * @returns number of packages to request again
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
   * The range of packages queued by the earlier run that the same master may still have to write. Undefined if there are
   * none.
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

/** The checkpoint to resume from. */
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

/** Whether two patterns match the same names: `Zope.*` is `zope-*`. */
function isSame(pattern: string, other: null | string): boolean {
  return other !== null && checkPattern(pattern) === checkPattern(other)
}

function exists(file: CheckpointFile): boolean {
  try {
    return file.read() !== undefined
  } catch {
    // An invalid file is replaced.
    return false
  }
}
