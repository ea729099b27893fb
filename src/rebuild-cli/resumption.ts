import path from 'node:path'

import type {When} from '../pages/when.js'
import type {PackagePart} from '../rebuild/part.js'

import {PiwError} from '../errors/piw-error.js'
import {Lock} from '../files/lock.js'
import {checkPattern} from '../packages/pattern.js'
import {type Checkpoint, CheckpointFile} from '../rebuild/checkpoint.js'
import {PART_NAMES} from '../rebuild/part.js'
import {mostSecondsFor} from '../rebuild/unwritten.js'
import {escapeControls} from '../text/escape-controls.js'
import {formatCount, formatTime} from '../text/format.js'

export interface ResumptionOptions {
  /** oclif's data directory. */
  readonly dataDir: string
  /** The pattern that the user gave; undefined where he gave none. */
  readonly match: string | undefined
  /** The age that the user gave; undefined where he gave none. */
  readonly olderThan: undefined | When
  readonly part: PackagePart
  /** Whether the user asked to go on with an earlier run. */
  readonly resume: boolean
  /** Tells the user how the run begins. */
  readonly tell: (message: string) => void
  /** Warns the user of what will not be possible. */
  readonly warn: (message: string) => void
}

/** How a run is tied to an earlier one, which it goes on with, and to a later one, which may go on with it. */
export class Resumption {
  /** Where the earlier run ended, if this one goes on with it. */
  checkpoint: Checkpoint | undefined
  /** Where this run keeps its own checkpoint; undefined while another process has it. */
  readonly file: CheckpointFile | undefined
  /** The pattern of the run, be it given now or then. */
  readonly match: string | undefined
  /** Which pages are asked for, where it is only the outdated ones, be it given now or then. */
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
   * Finds out how this run begins, and says so.
   *
   * @throws {PiwError} of kind `usage` when there is nothing to go on with
   */
  static async prepare(options: ResumptionOptions): Promise<Resumption> {
    const {dataDir, part, resume, tell, warn} = options
    const file = new CheckpointFile(path.join(dataDir, 'rebuild', `${part}.json`))
    const lock = await Lock.take(file.path)
    if (resume) {
      try {
        const checkpoint = earlier(file, lock, options)
        tell(describe(checkpoint))
        return new Resumption(options, {checkpoint, file, lock})
      } catch (error) {
        lock?.release()
        throw error
      }
    }

    if (!lock) {
      warn(`Another rebuild of ${PART_NAMES[part]} is under way; this one cannot be resumed when it is stopped.`)
      return new Resumption(options, {})
    }

    if (exists(file)) {
      tell(`An earlier run could be resumed (rebuild ${part} --resume); this one starts from the beginning.`)
    }

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

function describe(checkpoint: Checkpoint): string {
  const {last, match, queued, refused, skipped, started, total} = checkpoint
  const settled = formatCount(queued + refused + skipped)
  const olderThan = ageOf(checkpoint)
  const age = olderThan ? ` with pages older than ${formatTime(olderThan.time)}` : ''
  const which = `${match === null ? 'packages' : `packages that match ${escapeControls(match)}`}${age}`
  const time = `${started.slice(0, 10)} ${started.slice(11, 16)} UTC`
  const end = last === null ? '' : `, up to ${escapeControls(last)}`
  return `Going on with the run of ${time}: ${settled} of ${formatCount(total)} ${which} are settled${end}`
}

/** The checkpoint to go on from. */
function earlier(file: CheckpointFile, lock: Lock | undefined, options: ResumptionOptions): Checkpoint {
  const {match, olderThan, part} = options
  if (!lock) {
    throw new PiwError(`Another rebuild of ${PART_NAMES[part]} is under way: there is nothing to resume.`, {
      kind: 'usage',
    })
  }

  const checkpoint = file.read()
  if (!checkpoint) {
    throw new PiwError(`No rebuild of ${PART_NAMES[part]} was stopped: there is nothing to resume.`, {
      kind: 'usage',
      suggestions: ['Start one without --resume.'],
    })
  }

  if (match !== undefined && !isSame(match, checkpoint.match)) {
    const found = checkpoint.match === null ? 'all packages' : `--match '${escapeControls(checkpoint.match)}'`
    throw new PiwError(`The run that was stopped was one over ${found}, not --match '${escapeControls(match)}'.`, {
      kind: 'usage',
      suggestions: ['Resume it without --match, or start over without --resume.'],
    })
  }

  const age = ageOf(checkpoint)
  if (olderThan && olderThan.text !== age?.text && olderThan.time.getTime() !== age?.time.getTime()) {
    const found = age ? `--older-than ${escapeControls(age.text)} (${formatTime(age.time)})` : 'pages of any age'
    throw new PiwError(
      `The run that was stopped was one over ${found}, not --older-than ${escapeControls(olderThan.text)}.`,
      {
        kind: 'usage',
        suggestions: ['Resume it without --older-than, or start over without --resume.'],
      },
    )
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
