import type {When} from '../pages/when.js'
import type {PackagePart, SitePart} from './part.js'

/** What to rebuild and how. */
export type Job = PackagesJob | SiteJob

/** Options for waiting until pages are written. */
export interface Wait {
  /** Timeout of each page after it is queued, in seconds; no limit unless given. */
  readonly timeout?: number | undefined
}

/** Rebuilds one page of the site itself. */
export interface SiteJob {
  readonly part: SitePart
  /** Waits until the page is written rather than queued. */
  readonly wait?: undefined | Wait
}

/**
 * Source of package names.
 *
 * - `database`: every package in the database, or those that match a pattern such as `django-*`
 * - `list`: the lines of a file; `-` is standard input
 * - `master`: one request for all packages; the master reads the list itself and answers no other client meanwhile
 * - `names`: these packages
 */
export type Packages =
  | {readonly file: string; readonly from: 'list'}
  | {readonly from: 'database'; readonly match?: string | undefined}
  | {readonly from: 'master'}
  | {readonly from: 'names'; readonly names: readonly string[]}

/** Rebuilds the pages of packages. */
export interface PackagesJob {
  /** Target for the longest wait of other clients of the master, in seconds; 2 unless given. Ignored with a rate. */
  readonly maxWait?: number | undefined
  /** Only pages missing or written before this time; pages of any age unless given. */
  readonly olderThan?: undefined | When
  readonly packages: Packages
  readonly part: PackagePart
  /** Requests per second; 0 for no limit. Adapts to the master unless given. */
  readonly rate?: number | undefined
  /** Resumes the stopped run; only for packages from the database. */
  readonly resume?: boolean | undefined
  /** Waits until pages are written rather than queued. */
  readonly wait?: undefined | Wait
}
