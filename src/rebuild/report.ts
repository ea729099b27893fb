import type {PaceChoice} from '../pacing/choice.js'
import type {Part} from './part.js'

/** A package that was not queued, or whose page was not written, and why, where that is known. */
export interface Failure {
  readonly package: null | string
  readonly reason: null | string
  /** Packages that may have been meant, where any were found. */
  readonly similar?: readonly string[]
  readonly status: 'refused' | 'unanswered' | 'unwritten'
}

/** How many requests came to what. */
export interface Counts {
  /** How many the master confirmed; where the pages are waited for, those written and unwritten together. */
  readonly queued: number
  readonly refused: number
  /**
   * How often one of those queued was requested, and queued, once more, since the master died and may not have written
   * it.
   */
  readonly requeued: number
  /** How many names were found unfit to be sent on the way, and left out. */
  readonly skipped: number
  /** How many were queued, and their pages waited for in vain. */
  readonly unwritten: number
  /** How many were queued, and their pages seen to be written. */
  readonly written: number
}

/** At which pace a run requested. */
export interface ReportedPace {
  /** Adapted to the master, at a given rate, or as fast as the master answered. */
  readonly kind: PaceChoice['kind']
  /** How long others had to wait at most, in seconds, as far as own requests show; null where none was seen to wait. */
  readonly longestWait: null | number
  /** How long others should have to wait at most, in seconds; null where that was not the aim. */
  readonly maxWait: null | number
  /** The last one, in requests per second; null where there is none. */
  readonly rate: null | number
}

/** What became of a run: what `--json` prints. */
export interface Report extends Counts {
  /** What ended the run before its time; null when nothing did. */
  readonly error: null | string
  /** The file that lists what was not queued; null where there is none. */
  readonly failureList: null | string
  /** The first few packages that were not queued, or whose pages were not written. */
  readonly failures: readonly Failure[]
  /** Only pages that were missing or written before this were requested, as an ISO date and time; null for all. */
  readonly olderThan: null | string
  /** At which pace it asked. */
  readonly pace: ReportedPace
  readonly part: Part
  /** How many requests were sent: queued, refused and unanswered together. */
  readonly requested: number
  /** Whether the run can be taken up where it ended, by `--resume`. */
  readonly resumable: boolean
  /** How long this run took; where it took up another, without the time of that one. */
  readonly seconds: number
  /** Whether one request stood for the whole run: a page of the site, or all packages at once. */
  readonly singleRequest: boolean
  /** What stopped the run before its end; null when nothing did. */
  readonly stopped: null | string
  readonly unanswered: number
  /** How many of the named packages were not requested any more. */
  readonly unasked: number
  /** How many packages were left out because their pages are new enough; in this run, not in one that it took up. */
  readonly upToDate: number
  /** Whether the pages were waited for. */
  readonly waited: boolean
}

/** What is known of a run besides its counts. */
export type Circumstances = Omit<
  Report,
  'failures' | 'requested' | 'unanswered' | 'unasked' | 'upToDate' | keyof Counts
>
