import type {ImportQueue} from '../import-queue/import-queue.js'
import type {RebuildRequest} from '../import-queue/messages.js'
import type {PaceChoice} from '../pacing/choice.js'
import type {Site} from '../pages/page.js'
import type {When} from '../pages/when.js'
import type {Resumption} from './books/resumption.js'
import type {Tally} from './books/tally.js'
import type {Part} from './part.js'
import type {Requests} from './requests/backlog.js'

/** A run that is ready to start, with its sources open. */
export interface Task {
  /** Finds out more about failures, once all else is done. */
  readonly explain?: () => Promise<void>
  /** Whether a run that ends before its time names what it did not request; no unless given. */
  readonly namesRest?: boolean
  /** Limit for outdated pages; pages of any age unless given. */
  readonly olderThan?: undefined | When
  /** Unlimited unless given. */
  readonly pace?: PaceChoice
  readonly part: Part
  readonly queue: ImportQueue
  /** Requests queued by an earlier part of the run that the master may not have written; none unless given. */
  readonly queuedBefore?: AsyncIterable<RebuildRequest> | undefined
  /** Receives the master's measured speed at the end, in packages per second. */
  readonly remember?: (speed: number) => void
  readonly requests: Requests
  /** For a run that resumes another or can be resumed. */
  readonly resumption?: Resumption | undefined
  /** Whether the run is one request: a page of the site, or all packages at once; no unless given. */
  readonly singleRequest?: boolean
  /** Also counts skipped names. */
  readonly tally: Tally
  /** Number of requests; undefined while unknown. */
  readonly total: number | undefined
  /** For a run that waits until pages are written; the timeout is in seconds. */
  readonly wait?: undefined | {readonly site: Site; readonly timeout: number | undefined}
}
