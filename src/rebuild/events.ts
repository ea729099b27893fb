import type {PaceChange} from '../pacing/pacer.js'
import type {When} from '../pages/when.js'
import type {Checkpoint} from './books/checkpoint.js'
import type {PaceForecast} from './pace-plan.js'
import type {PackagePart, Part} from './part.js'
import type {Outcome} from './requests/outcome.js'

/** What a run is about to request; a user may want to confirm it. */
export interface Plan {
  /** Where the earlier run ended that this one resumes. */
  readonly checkpoint?: Checkpoint | undefined
  /** How many packages; undefined where the master expands the list by itself. */
  readonly count: number | undefined
  readonly match?: string | undefined
  readonly olderThan?: undefined | When
  /** At which pace; undefined for a single request. */
  readonly pace?: PaceForecast | undefined
  readonly part: PackagePart
}

/** Which packages of the database are read. */
export interface Limits {
  /** Only names after this one, where an earlier run ended. */
  readonly after?: string | undefined
  readonly match?: string | undefined
}

/** What happens in a run, as data: how it is worded is up to whoever shows it. */
export type RunEvent =
  /** Replies, or their absence, as they come. With `wait`, what becomes of the pages follows as `settled`. */
  | (Limits & {readonly count: number; readonly type: 'counted'})
  /**
   * A new connection stands, after the master went away or sent invalid replies. `again` requests that were queued
   * before are sent once more first, as the master may have died before it wrote their pages.
   */
  | (Limits & {readonly type: 'counting'})
  /** No answer for so many seconds, though connected; every second from the fifth. */
  | (Skipped & {readonly type: 'skipped'})
  /** A name is requested in canonical form. */
  | {
      /** How many are not written yet. */
      readonly awaited: number
      /** Whether every request has its answer. */
      readonly isRequested: boolean
      /** The package that is waited for longest; null for a page of the site, undefined when none is. */
      readonly oldest: null | string | undefined
      readonly type: 'pages'
      readonly written: number
    }
  | {
      /** How many requests an earlier part of the run had sent, how many of them failed, and how many pages it saw written. */
      readonly before: {readonly failed: number; readonly requested: number; readonly written: number}
      readonly part: Part
      readonly singleRequest: boolean
      /** How many requests there are, those before included; undefined while unknown. */
      readonly total: number | undefined
      readonly type: 'requesting'
      readonly waits: boolean
    }
  | {
      /** Until everything is requested, in seconds: null until measurable, undefined where only the rate so far tells. */
      readonly secondsLeft: null | number | undefined
      readonly type: 'progress'
      readonly upToDate: number
    }
  | {readonly address: string; readonly type: 'connecting'}
  | {readonly again: number; readonly type: 'back'}
  /** The database is back. */
  | {
      readonly change: PaceChange | {readonly rate: number; readonly reason: 'begun'}
      readonly maxWait: number
      readonly type: 'pace'
    }
  /** The database went away in mid-run, and is waited for. */
  | {readonly checkpoint: Checkpoint; readonly type: 'resuming'}
  /** The database cannot be read: the master expands the list of all packages by itself. */
  | {readonly count: number; readonly type: 'restarted'}
  /** What ended the run before its time, once requests had been sent; the report follows. */
  | {readonly error: Error; readonly type: 'failed'}
  /** A page that cannot be looked at, which counts as not written; once a run. */
  | {readonly file: string; readonly problem: string; readonly type: 'hidden'}
  /** What came was no reply; requests in flight are sent again on a new connection. */
  | {readonly folder: string; readonly type: 'no-pages'}
  /** How many pages have been looked at so far, and how many of them are outdated. */
  | {readonly isDone: boolean; readonly outdated: number; readonly type: 'looked'; readonly upToDate: number}
  | {readonly name: string; readonly raw: string; readonly type: 'canonical'}
  /** The master went away, and is waited for. */
  | {readonly names: readonly string[]; readonly type: 'names'}
  /** Names of a {@link preview}. */
  | {readonly olderThan: undefined | When; readonly singleRequest: boolean; readonly type: 'previewing'}
  /** The output directory has no page of a site yet. */
  | {readonly olderThan: When; readonly total: number | undefined; readonly type: 'looking'}
  /** The pace begins, or changes. */
  | {readonly olderThan: When; readonly type: 'up-to-date'}
  /** How the waiting for pages stands. */
  | {readonly outcomes: readonly Outcome[]; readonly type: 'answered'}
  /** Names follow. */
  | {readonly outcomes: readonly Outcome[]; readonly type: 'settled'}
  /** Every second. */
  | {readonly part: PackagePart; readonly type: 'resumable'}
  /** Every request is answered, and with `wait` its page written; or the run was stopped. */
  | {readonly part: PackagePart; readonly type: 'unresumable'}
  | {readonly problem: string; readonly type: 'database-lost'}
  /** The master was restarted since the checkpoint: packages that it may not have written are requested again. */
  | {readonly problem: string; readonly type: 'database-unreadable'}
  /** An earlier run of this part was stopped; this one starts from the beginning. */
  | {readonly problem: string; readonly type: 'invalid'}
  | {readonly problem: string; readonly type: 'unlisted'}
  /** Pages that were written, or given up. */
  | {readonly problem: string; readonly type: 'unsaved'}
  /** Something that cannot be requested was skipped. */
  | {readonly seconds: number; readonly type: 'busy'}
  /** Another process rebuilds this part: this run has no checkpoint. */
  | {readonly type: 'connected'}
  /** The list of failures cannot be written. */
  | {readonly type: 'database-back'}
  /** The checkpoint cannot be written. */
  | {readonly type: 'lost'}
  /** No page is outdated. */
  | {readonly type: 'requested'}

/** A line of a list, or a name in the database, that is no package name. */
export type Skipped =
  | {readonly file: string; readonly from: 'list'; readonly line: number; readonly problem: string}
  | {readonly from: 'database'; readonly name: string}
