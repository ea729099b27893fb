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

/** What became of a run: what `--json` prints. */
export interface Report {
  /** What ended the run before its time; null when nothing did. */
  readonly error: null | string
  /** The file that lists what was not queued; null where there is none. */
  readonly failureList: null | string
  /** The first few packages that were not queued. */
  readonly failures: readonly Failure[]
  readonly part: Part
  readonly queued: number
  readonly refused: number
  /** How many requests were sent: queued, refused and unanswered together. */
  readonly requested: number
  readonly seconds: number
  /** Whether one request stood for the whole run: a page of the site, or all packages at once. */
  readonly singleRequest: boolean
  /** How many names were found unfit to be sent on the way, and left out. */
  readonly skipped: number
  /** What stopped the run before its end; null when nothing did. */
  readonly stopped: null | string
  readonly unanswered: number
}

/** Adds up what becomes of the requests of a run. */
export class Tally {
  readonly failures: Failure[] = []
  queued = 0
  refused = 0
  skipped = 0
  unanswered = 0

  /** How many of the packages asked for were not queued. */
  get failed(): number {
    return this.refused + this.unanswered
  }

  get requested(): number {
    return this.queued + this.failed
  }

  add(outcome: Outcome): void {
    this[outcome.status]++
    if (outcome.status === 'queued' || this.failures.length >= NAMED) return
    const reason = outcome.status === 'refused' ? outcome.reason : null
    this.failures.push({package: outcome.package, reason, status: outcome.status})
  }

  report(rest: Pick<Report, 'error' | 'failureList' | 'part' | 'seconds' | 'singleRequest' | 'stopped'>): Report {
    const {failures, queued, refused, requested, skipped, unanswered} = this
    return {...rest, failures, queued, refused, requested, skipped, unanswered}
  }
}
