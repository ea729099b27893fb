import type {ImportQueue} from '../import-queue/import-queue.js'
import type {RebuildRequest} from '../import-queue/messages.js'
import type {PaceChoice} from '../pacing/choice.js'
import type {Site} from '../pages/page.js'
import type {When} from '../pages/when.js'
import type {Resumption} from './books/resumption.js'
import type {Tally} from './books/tally.js'
import type {Part} from './part.js'
import type {Requests} from './requests/backlog.js'

/** What is requested of the master, once it is known where everything comes from. */
export interface Task {
  /** Finds out more about failures, once all else is done. */
  readonly explain?: () => Promise<void>
  /** Whether a run that ends before its time names what it did not request; no unless given. */
  readonly namesRest?: boolean
  /** Which pages are requested, where it is only the outdated ones. */
  readonly olderThan?: undefined | When
  /** As fast as the master answers unless given. */
  readonly pace?: PaceChoice
  readonly part: Part
  readonly queue: ImportQueue
  /** What an earlier part of the run has queued, and the master may not have written; nothing unless given. */
  readonly queuedBefore?: AsyncIterable<RebuildRequest> | undefined
  /** Told how fast the master was seen to write in the end, in packages per second. */
  readonly remember?: (speed: number) => void
  readonly requests: Requests
  /** For a run that resumes another, or can be resumed. */
  readonly resumption?: Resumption | undefined
  /** Whether one request stands for all of it: a page of the site, or all packages at once; no unless given. */
  readonly singleRequest?: boolean
  /** Counts what is skipped on the way, too. */
  readonly tally: Tally
  /** How many requests there are; undefined while unknown. */
  readonly total: number | undefined
  /** For a run that waits until pages are written, and for how long at most, in seconds. */
  readonly wait?: undefined | {readonly site: Site; readonly timeout: number | undefined}
}
