import type {PaceChoice} from '../pacing/choice.js'
import type {Outcome} from './outcome.js'
import type {Part} from './part.js'

/** How many of the packages that were not queued a report names. */
const NAMED = 10

/** A package that was not queued, and why, where that is known. */
export interface Failure {
  readonly package: null | string
  readonly reason: null | string
  readonly status: 'refused' | 'unanswered'
}

/** How many requests came to what. */
export interface Counts {
  readonly queued: number
  readonly refused: number
  /** How many names were found unfit to be sent on the way, and left out. */
  readonly skipped: number
}

/**
 * At which pace a run asks: a rate that was found to suit the master, one that was given, or as fast as it answers; and
 * the rate, in requests a second: the last one, null where there is none.
 */
export interface ReportedPace {
  readonly kind: PaceChoice['kind']
  readonly rate: null | number
}

/** What became of a run: what `--json` prints. */
export interface Report extends Counts {
  /** What ended the run before its time; null when nothing did. */
  readonly error: null | string
  /** The file that lists what was not queued; null where there is none. */
  readonly failureList: null | string
  /** The first few packages that were not queued. */
  readonly failures: readonly Failure[]
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
}

/** Adds up what becomes of the requests of a run. */
export class Tally {
  readonly failures: Failure[] = []
  queued = 0
  refused = 0
  skipped = 0
  unanswered = 0
  unasked = 0

  /** How many of the requests sent were not queued. */
  get failed(): number {
    return this.refused + this.unanswered
  }

  get requested(): number {
    return this.queued + this.failed
  }

  add(outcome: Outcome): void {
    this[outcome.status]++
    if (outcome.status === 'queued' || outcome.status === 'unasked' || this.failures.length >= NAMED) return
    const reason = outcome.status === 'refused' ? outcome.reason : null
    this.failures.push({package: outcome.package, reason, status: outcome.status})
  }

  /** Counts in what an earlier part of the run came to. */
  continue({failures, queued, refused, skipped}: Counts & {readonly failures: readonly Failure[]}): void {
    this.failures.push(...failures)
    this.queued += queued
    this.refused += refused
    this.skipped += skipped
  }

  report(
    rest: Pick<
      Report,
      'error' | 'failureList' | 'pace' | 'part' | 'resumable' | 'seconds' | 'singleRequest' | 'stopped'
    >,
  ): Report {
    const {failures, queued, refused, requested, skipped, unanswered, unasked} = this
    return {...rest, failures, queued, refused, requested, skipped, unanswered, unasked}
  }
}
