import type {Circumstances, Counts, Failure, Report} from '../report.js'

import {LOST, type Outcome} from '../requests/outcome.js'

/** Number of failed packages named in a report. */
const NAMED = 10

/** The counts at one time, with the first few failures. */
export interface Snapshot extends Counts {
  readonly failures: readonly Failure[]
}

type FailedOutcome = Extract<Outcome, {readonly status: Failure['status']}>

/** Counts the outcomes of a run. */
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

  /** Number of refused and unanswered requests. */
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

  /** Adds the counts of an earlier part of the run. */
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

  /** How it stands now, to be resumed. */
  snapshot(): Snapshot {
    const {failures, queued, refused, requeued, skipped, unwritten, written} = this
    return {failures: [...failures], queued, refused, requeued, skipped, unwritten, written}
  }

  /** Adds similar names to a failed package. */
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
