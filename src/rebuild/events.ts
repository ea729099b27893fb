import type {PaceChange} from '../pacing/pacer.js'
import type {When} from '../pages/when.js'
import type {Checkpoint} from './books/checkpoint.js'
import type {PaceForecast} from './pace-plan.js'
import type {PackagePart, Part} from './part.js'
import type {Outcome} from './requests/outcome.js'

/** What a run is about to request, for the confirmation. */
export interface Plan {
  /** Checkpoint of the earlier run that this one resumes. */
  readonly checkpoint?: Checkpoint | undefined
  /** Number of packages; undefined for one request for all packages. */
  readonly count: number | undefined
  readonly match?: string | undefined
  readonly olderThan?: undefined | When
  /** Undefined for a single request. */
  readonly pace?: PaceForecast | undefined
  readonly part: PackagePart
}

/** Limits of the packages read from the database. */
export interface Limits {
  /** Only names after this one, the last of an earlier run. */
  readonly after?: string | undefined
  readonly match?: string | undefined
}

/**
 * An event of a run, as data without wording.
 *
 * - `answered`: replies, or their absence. With `wait`, the outcome of the pages follows as `settled`.
 * - `back`: a new connection is open, after the master went away or sent invalid replies. `again` requests that were
 *   queued before are sent again first, as the master may have died before it wrote their pages.
 * - `busy`: no answer for `seconds`, though connected; every second from the fifth
 * - `canonical`: a name is requested in canonical form
 * - `connecting`, `connected`: the first connection
 * - `counting`, `counted`: the packages in the database
 * - `database-lost`, `database-back`: the connection to the database was lost in mid-run; the run waits for it
 * - `database-unreadable`: the database cannot be read; the confirmation is for one request for all packages
 * - `failed`: the error that ended the run early, after requests had been sent; the report follows
 * - `hidden`: a page that cannot be inspected counts as not written; once per run
 * - `invalid`: an invalid reply; outstanding requests are sent again on a new connection
 * - `list-changed`: the list of failures of the resumed run is not as it was left; a new one begins
 * - `looking`, `looked`: progress of the search for outdated pages
 * - `lost`: the master is gone; the run waits for it
 * - `names`: names of a preview
 * - `no-pages`: the output directory has no page of a site yet
 * - `pace`: the pace begins or changes
 * - `pages`: progress of waiting for pages
 * - `previewing`: the names of a preview follow
 * - `progress`: every second
 * - `requested`: every request is answered, and with `wait` its page written; or the run was stopped
 * - `requesting`: the first request follows
 * - `restarted`: the master has restarted since the checkpoint; packages that it may not have written are requested again
 * - `resumable`: an earlier run of this selection was stopped; this one starts from the beginning
 * - `resuming`: this run resumes an earlier one
 * - `settled`: pages that were written or given up
 * - `skipped`: an invalid name was skipped
 * - `unlisted`: the list of failures cannot be written
 * - `unresumable`: another process rebuilds this selection, so this run has no checkpoint
 * - `unsaved`: the checkpoint cannot be written
 * - `up-to-date`: no page is outdated
 */
export type RunEvent =
  | (Limits & {readonly count: number; readonly type: 'counted'})
  | (Limits & {readonly type: 'counting'})
  | (Skipped & {readonly type: 'skipped'})
  | {
      /** Counts of an earlier part of the run: requests sent, requests failed, pages written. */
      readonly before: {readonly failed: number; readonly requested: number; readonly written: number}
      readonly part: Part
      readonly singleRequest: boolean
      /** Number of requests, including earlier ones; undefined while unknown. */
      readonly total: number | undefined
      readonly type: 'requesting'
      readonly waits: boolean
    }
  | {
      /** Number of pages queued and not yet written. */
      readonly awaited: number
      /** Whether every request is answered. */
      readonly isRequested: boolean
      /** The package awaited longest; null for a page of the site, undefined if none is awaited. */
      readonly oldest: null | string | undefined
      readonly type: 'pages'
      readonly written: number
    }
  | {
      /** Time until the last request, in seconds; null until measurable, undefined if only the rate so far is known. */
      readonly secondsLeft: null | number | undefined
      readonly type: 'progress'
      readonly upToDate: number
    }
  | {readonly address: string; readonly type: 'connecting'}
  | {readonly again: number; readonly type: 'back'}
  | {
      readonly change: PaceChange | {readonly rate: number; readonly reason: 'begun'}
      readonly maxWait: number
      readonly type: 'pace'
    }
  | {readonly checkpoint: Checkpoint; readonly type: 'resumable'}
  | {readonly checkpoint: Checkpoint; readonly type: 'resuming'}
  | {readonly count: number; readonly type: 'restarted'}
  | {readonly error: Error; readonly type: 'failed'}
  | {readonly file: string; readonly problem: string; readonly type: 'hidden' | 'list-changed'}
  | {readonly folder: string; readonly type: 'no-pages'}
  | {readonly isDone: boolean; readonly outdated: number; readonly type: 'looked'; readonly upToDate: number}
  | {readonly name: string; readonly raw: string; readonly type: 'canonical'}
  | {readonly names: readonly string[]; readonly type: 'names'}
  | {readonly olderThan: undefined | When; readonly singleRequest: boolean; readonly type: 'previewing'}
  | {readonly olderThan: When; readonly total: number | undefined; readonly type: 'looking'}
  | {readonly olderThan: When; readonly type: 'up-to-date'}
  | {readonly outcomes: readonly Outcome[]; readonly type: 'answered'}
  | {readonly outcomes: readonly Outcome[]; readonly type: 'settled'}
  | {readonly part: PackagePart; readonly type: 'unresumable'}
  | {readonly problem: string; readonly type: 'database-lost'}
  | {readonly problem: string; readonly type: 'database-unreadable'}
  | {readonly problem: string; readonly type: 'invalid'}
  | {readonly problem: string; readonly type: 'unlisted'}
  | {readonly problem: string; readonly type: 'unsaved'}
  | {readonly seconds: number; readonly type: 'busy'}
  | {readonly type: 'connected'}
  | {readonly type: 'database-back'}
  | {readonly type: 'lost'}
  | {readonly type: 'requested'}

/** An invalid package name in a list or in the database. */
export type Skipped =
  | {readonly file: string; readonly from: 'list'; readonly line: number; readonly problem: string}
  | {readonly from: 'database'; readonly name: string}
