import type {PaceChoice} from '../pacing/choice.js'
import type {Part} from './part.js'

/** A package that was not queued, or whose page was not written, with the reason if known. */
export interface Failure {
  readonly package: null | string
  readonly reason: null | string
  /** Packages with similar names, if any were found. */
  readonly similar?: readonly string[]
  readonly status: 'refused' | 'unanswered' | 'unwritten'
}

/** Number of requests by outcome. */
export interface Counts {
  /** Confirmed by the master; with `wait`, the sum of written and unwritten. */
  readonly queued: number
  readonly refused: number
  /**
   * Queued again, as the master died and may not have written the page. Counts repetitions.
   */
  readonly requeued: number
  /** Invalid names in a list or in the database. */
  readonly skipped: number
  /** Queued, but the page was not written while the run waited. */
  readonly unwritten: number
  /** Queued, and the page was written. */
  readonly written: number
}

/** The pace of a run. */
export interface ReportedPace {
  /** Adaptive, at a fixed rate, or unlimited. */
  readonly kind: PaceChoice['kind']
  /** Longest wait of other clients, in seconds, estimated from this run's requests; null if none waited. */
  readonly longestWait: null | number
  /** Target for the longest wait of other clients, in seconds; null without a target. */
  readonly maxWait: null | number
  /** Final rate, in requests per second; null if unlimited. */
  readonly rate: null | number
}

/** The result of a run, printed by `--json`. */
export interface Report extends Counts {
  /** Message of the error that ended the run early; null if none did. */
  readonly error: null | string
  /** The file that lists failed packages; null if there is none. */
  readonly failureList: null | string
  /** The first few failed packages. */
  readonly failures: readonly Failure[]
  /** The pattern of the requested packages; null for all. */
  readonly match: null | string
  /** Only pages that were missing or written before this were requested, as an ISO date and time; null for all. */
  readonly olderThan: null | string
  readonly pace: ReportedPace
  readonly part: Part
  /** Number of requests sent: the sum of queued, refused and unanswered. */
  readonly requested: number
  /** Whether `--resume` can resume the run. */
  readonly resumable: boolean
  /** Duration of this run, without that of a run that it resumed. */
  readonly seconds: number
  /** Whether the run was one request: a page of the site, or all packages at once. */
  readonly singleRequest: boolean
  /** What stopped the run; null if it was not stopped. */
  readonly stopped: null | string
  readonly unanswered: number
  /** How many of the named packages were not requested any more. */
  readonly unasked: number
  /** Number of packages with up-to-date pages, in this run only, without a run that it resumed. */
  readonly upToDate: number
  /** Whether the run waited for pages. */
  readonly waited: boolean
}

/** The report without its counts. */
export type Circumstances = Omit<
  Report,
  'failures' | 'requested' | 'unanswered' | 'unasked' | 'upToDate' | keyof Counts
>
