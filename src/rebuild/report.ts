import type {PaceChoice} from '../pacing/choice.js'
import type {Part} from './part.js'

import {LOST, type Outcome} from './outcome.js'

/** How many of the packages that were not queued a report names. */
const NAMED = 10

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
  /** Only pages that were missing or written before this were asked for, as an ISO date and time; null for all. */
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
  /** How many of the packages named were not asked for any more. */
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

/** The counts at one moment, with the first few failures. */
export interface Snapshot extends Counts {
  readonly failures: readonly Failure[]
}

type FailedOutcome = Extract<Outcome, {readonly status: Failure['status']}>

/** Adds up what becomes of the requests of a run. */
export class Tally {
  readonly failures: Failure[] = []
  queued = 0
  refused = 0
  requeued = 0
  skipped = 0
  unanswered = 0
  unasked = 0
  unwritten = 0
  upToDate = 0
  written = 0

  /** How many of the requests sent were not queued. */
  get failed(): number {
    return this.refused + this.unanswered
  }

  get requested(): number {
    return this.queued + this.failed
  }

  add(outcome: Outcome): void {
    this[outcome.status]++
    if (outcome.status === 'written' || outcome.status === 'unwritten') this.queued++
    if ('wasQueued' in outcome) this.queued--
    if (!isFailure(outcome) || this.failures.length >= NAMED) return
    this.failures.push({package: outcome.package, reason: reasonOf(outcome), status: outcome.status})
  }

  /** Counts in what an earlier part of the run came to. */
  continue({failures, queued, refused, requeued, skipped, unwritten, written}: Snapshot): void {
    this.failures.push(...failures)
    this.queued += queued
    this.refused += refused
    this.requeued += requeued
    this.skipped += skipped
    this.unwritten += unwritten
    this.written += written
  }

  report(circumstances: Circumstances): Report {
    const {requested, unanswered, unasked, upToDate} = this
    return {...circumstances, ...this.snapshot(), requested, unanswered, unasked, upToDate}
  }

  /** How it stands now, to be gone on with. */
  snapshot(): Snapshot {
    const {failures, queued, refused, requeued, skipped, unwritten, written} = this
    return {failures: [...failures], queued, refused, requeued, skipped, unwritten, written}
  }

  /** Notes what may have been meant by a package that was not queued. */
  suggest(name: string, similar: readonly string[]): void {
    for (const [index, failure] of this.failures.entries()) {
      if (failure.package === name) this.failures[index] = {...failure, similar}
    }
  }
}

function reasonOf(outcome: FailedOutcome): null | string {
  if (outcome.status === 'unanswered') return outcome.wasQueued ? LOST : null
  return outcome.reason
}

function isFailure(outcome: Outcome): outcome is FailedOutcome {
  return outcome.status === 'refused' || outcome.status === 'unanswered' || outcome.status === 'unwritten'
}
