import type {When} from '../../pages/when.js'
import type {EventBuffer} from '../event-buffer.js'
import type {PackagePart} from '../part.js'
import type {Checkpoint, CheckpointFile} from './checkpoint.js'

import {PiwError} from '../../errors/piw-error.js'
import {Lock} from '../../files/lock.js'
import {formatCount, formatTime} from '../../text/format.js'
import {PART_NAMES} from '../part.js'
import {mostSecondsFor} from '../requests/unwritten.js'
import {
  checkpointFileOf,
  hasAge,
  hasPattern,
  isThere,
  type Selection,
  selectionFlags,
  type Stopped,
  stoppedRuns,
} from './selection.js'

export interface ResumptionOptions extends Selection {
  readonly events: Pick<EventBuffer, 'add'>
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
    this.match = ties.checkpoint ? (ties.checkpoint.match ?? undefined) : match
    // A repeated time span keeps its original meaning.
    this.olderThan = ties.checkpoint ? ageOf(ties.checkpoint) : olderThan
    this.part = part
    this.#lock = ties.lock
    this.file?.removeDrafts()
  }

  /**
   * Prepares a new or resumed run.
   *
   * @throws {PiwError} of kind `usage` when nothing to resume
   */
  static async prepare(options: ResumptionOptions): Promise<Resumption> {
    const {events, part, resume, stateDir} = options
    if (resume) {
      const stopped = await choose(options)
      events.add({checkpoint: stopped.checkpoint, type: 'resuming'})
      return new Resumption(options, stopped)
    }

    const file = checkpointFileOf(options, stateDir)
    const lock = await Lock.take(file.path)
    if (!lock) {
      events.add({part, type: 'unresumable'})
      return new Resumption(options, {})
    }

    const checkpoint = readable(file)
    if (checkpoint) events.add({checkpoint, type: 'resumable'})
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

/**
 * Chooses the stopped run to resume, and takes its lock: the only one, or that of the given pattern and age.
 *
 * @throws {PiwError} of kind `usage` when there is none, or more than one
 */
async function choose(options: ResumptionOptions): Promise<Stopped & {readonly lock: Lock}> {
  const {damaged, stopped} = stoppedRuns(options.part, options.stateDir)
  const here = stopped.filter(({checkpoint}) => isThere(checkpoint, options))
  const fitting = here.filter(
    ({checkpoint}) =>
      (options.match === undefined || hasPattern(checkpoint, options)) &&
      (options.olderThan === undefined || hasAge(checkpoint, options)),
  )
  const isNamed = options.match !== undefined || options.olderThan !== undefined
  const exact = fitting.filter(({checkpoint}) => hasPattern(checkpoint, options) && hasAge(checkpoint, options))
  const candidates = isNamed && exact.length > 0 ? exact : fitting
  const locked = await Promise.all(candidates.map(async (it) => ({...it, lock: await Lock.take(it.file.path)})))
  const free = locked.flatMap(({lock, ...it}) => (lock ? [{...it, lock}] : []))
  const [chosen] = free
  if (chosen && free.length === 1) return chosen
  for (const {lock} of free) lock.release()
  const what = `rebuild of ${PART_NAMES[options.part]}`
  if (chosen)
    throw mistaken(`More than one ${what} was stopped.`, ['Resume one of them:', ...free.map((it) => asCommand(it))])
  if (candidates.length > 0) throw mistaken(`Another ${what} is running: nothing to resume.`)
  if (here.length > 0)
    throw mistaken(`No such ${what} was stopped.`, ['These were:', ...here.map((it) => asCommand(it))])
  if (damaged[0]) throw damaged[0]
  const elsewhere = stopped.map(({checkpoint: {address, database}}) => `${address} with ${database}`)
  throw mistaken(
    `No stopped ${what}: nothing to resume.`,
    elsewhere.length > 0
      ? [`Runs for another master or database were stopped: ${[...new Set(elsewhere)].join('; ')}.`]
      : ['Start one without --resume.'],
  )
}

/** The command that resumes a stopped run among others, with how far it is. */
function asCommand({checkpoint}: Stopped): string {
  const {match, olderThan, part, queued, refused, saved, skipped, total} = checkpoint
  // Beside others, the run of all packages needs a name, too.
  const flags = selectionFlags(olderThan ? match : (match ?? '*'), olderThan && olderThan.text)
  const done = `${formatCount(queued + refused + skipped)} of ${formatCount(total)}`
  return `  rebuild ${part} --resume ${flags.join(' ')}  # ${done}, ${formatTime(new Date(saved))}`
}

function mistaken(message: string, suggestions: readonly string[] = []): PiwError {
  return new PiwError(message, {kind: 'usage', suggestions})
}

/** The checkpoint in a file; undefined also for one that is damaged, as it is replaced. */
function readable(file: CheckpointFile): Checkpoint | undefined {
  try {
    return file.read()
  } catch {
    return undefined
  }
}
