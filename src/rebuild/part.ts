import type {RebuildRequest} from '../import-queue/messages.js'

/** The parts of the site with a page for each package, by their names on the command line. */
export const packageParts = ['project', 'index'] as const
export type PackagePart = (typeof packageParts)[number]

/** The parts of the site with one page, by their names on the command line. */
export const siteParts = ['home', 'search'] as const
export type SitePart = (typeof siteParts)[number]

/** All parts of the site, in display order. */
export const parts = [...siteParts, ...packageParts] as const
export type Part = (typeof parts)[number]

/** `index` is BOTH in the protocol: the master rewrites a package's project page with its index page. */
const WIRE = {index: 'BOTH', project: 'PROJECT'} as const

/** Names of the parts in sentences. */
export const PART_NAMES: Readonly<Record<Part, string>> = {
  home: 'the home page',
  index: 'index and project pages',
  project: 'project pages',
  search: 'the search index',
}

/** A request for the pages of one package, or with null for those of every package known to the master. */
export function packageRequest(part: PackagePart, name: null | string): RebuildRequest {
  return ['REBUILD', [WIRE[part], name]]
}

/** A request for a page of the site itself. */
export function siteRequest(part: SitePart): RebuildRequest {
  return ['REBUILD', [part === 'home' ? 'HOME' : 'SEARCH']]
}
