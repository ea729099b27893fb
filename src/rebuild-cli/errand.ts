import type {ImportQueue} from '../import-queue/import-queue.js'
import type {RebuildRequest} from '../import-queue/messages.js'
import type {Site} from '../pages/page.js'
import type {When} from '../pages/when.js'
import type {Requests} from '../rebuild/backlog.js'
import type {Part} from '../rebuild/part.js'
import type {Tally} from '../rebuild/report.js'
import type {Resumption} from './resumption.js'

import {DEFAULT_MAX_WAIT, type PaceChoice} from '../pacing/choice.js'

/** What is to be asked of the master. */
export interface Errand {
  /** Finds out more about what was not queued, once nothing more is to come. */
  readonly explain?: (tally: Tally) => Promise<void>
  /** Whether a run that ends before its time names what it did not ask for; no unless given. */
  readonly namesRest?: boolean
  /** Which pages are asked for, where it is only the outdated ones. */
  readonly olderThan?: undefined | When
  /** At which pace to ask; as fast as the master answers unless given. */
  readonly pace?: PaceChoice
  readonly part: Part
  readonly queue: ImportQueue
  /** What an earlier part of the run has queued, and the master may not have written; nothing unless given. */
  readonly queuedBefore?: AsyncIterable<RebuildRequest> | undefined
  /** Told how fast the master was seen to write in the end, in packages per second. */
  readonly remember?: (speed: number) => void
  readonly requests: Requests
  /** For a run that goes on with an earlier one, or can be gone on with. */
  readonly resumption?: Resumption | undefined
  /** Whether one request stands for all of it: a page of the site, or all packages at once; no unless given. */
  readonly singleRequest?: boolean
  /** Counts what is left out on the way, too. */
  readonly tally?: Tally
  /** How many requests there are; undefined where nobody can know. */
  readonly total: number | undefined
  /** Where the pages are waited for, and for how long at most, in seconds; they are not unless given. */
  readonly wait?: undefined | {readonly site: Site; readonly timeout: number | undefined}
}

/** How the user wanted it done, as flags for doing the rest of it likewise. */
export function flagsOf({pace, wait}: Errand): readonly string[] {
  return [
    ...(wait ? ['--wait'] : []),
    ...(wait?.timeout === undefined ? [] : ['--wait-timeout', String(wait.timeout)]),
    ...(pace?.kind === 'fixed' ? ['--rate', String(pace.rate)] : []),
    ...(pace?.kind === 'adaptive' && pace.maxWait !== DEFAULT_MAX_WAIT ? ['--max-wait', String(pace.maxWait)] : []),
  ]
}
