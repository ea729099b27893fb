import type {When} from '../pages/when.js'
import type {PackagePart, SitePart} from './part.js'

/** What to rebuild, and how. */
export type Job = PackagesJob | SiteJob

/** How to wait until pages are written. */
export interface Wait {
  /** How long one page may take to be written once it is queued, in seconds; no limit unless given. */
  readonly timeout?: number | undefined
}

/** Rebuilds one page of the site itself. */
export interface SiteJob {
  readonly part: SitePart
  /** Ends when the page is written; when it is queued unless given. */
  readonly wait?: undefined | Wait
}

/** Where package names come from. */
export type Packages =
  /** Every package in the database, or those that match a pattern such as `django-*`. */
  | {readonly file: string; readonly from: 'list'}
  /** The lines of a file; `-` is standard input. */
  | {readonly from: 'database'; readonly match?: string | undefined}
  /** One request for all packages, which the master expands: it answers nobody else meanwhile. */
  | {readonly from: 'master'}
  /** These packages. */
  | {readonly from: 'names'; readonly names: readonly string[]}

/** Rebuilds the pages of packages. */
export interface PackagesJob {
  /** How long other clients of the master may have to wait, in seconds; 2 unless given. Ignored with a rate. */
  readonly maxWait?: number | undefined
  /** Only pages that are missing or were written before this moment; pages of any age unless given. */
  readonly olderThan?: undefined | When
  readonly packages: Packages
  readonly part: PackagePart
  /** In requests per second; 0 is as fast as the master answers. Adapts to the master unless given. */
  readonly rate?: number | undefined
  /** Resumes the run that was stopped; only where the packages come from the database. */
  readonly resume?: boolean | undefined
  /** Ends when the pages are written; when they are queued unless given. */
  readonly wait?: undefined | Wait
}
