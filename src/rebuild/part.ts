import type {RebuildRequest} from '../import-queue/messages.js'

/** The parts of the site that have a page for each package, as the command line names them. */
export const packageParts = ['project', 'index'] as const
export type PackagePart = (typeof packageParts)[number]

/** The parts of the site that are one page, as the command line names them. */
export const siteParts = ['home', 'search'] as const
export type SitePart = (typeof siteParts)[number]

/** All parts of the site, in the order in which they are shown. */
export const parts = [...siteParts, ...packageParts] as const
export type Part = (typeof parts)[number]

/** On the wire `index` is BOTH: the master rewrites a package's project page with its index page. */
const WIRE = {index: 'BOTH', project: 'PROJECT'} as const

/** What a part is called in sentences. */
export const PART_NAMES: Readonly<Record<Part, string>> = {
  home: 'the home page',
  index: 'index and project pages',
  project: 'project pages',
  search: 'the search index',
}

/** Asks for the pages of one package, or with null for those of every package that the master knows. */
export function packageRequest(part: PackagePart, name: null | string): RebuildRequest {
  return ['REBUILD', [WIRE[part], name]]
}

/** Asks for a page of the site itself. */
export function siteRequest(part: SitePart): RebuildRequest {
  return ['REBUILD', [part === 'home' ? 'HOME' : 'SEARCH']]
}
