import type {packageParts, RebuildRequest} from '../../import-queue/messages.js'

/** A page of the site: the path of its file under the output folder. */
export type Page = string

/** Which pages of a package are meant, as it is said on the wire. */
export type PackagePart = (typeof packageParts)[number]

/** The home page and the search index: the real master rewrites both, whichever is asked for. */
export const sitePages: readonly Page[] = ['index.html', 'packages.json']

/** The pages of a package in the order in which they are written; BOTH are its index page and its project page. */
export function packagePages(part: PackagePart, name: string): readonly Page[] {
  const project = `project/${name}/index.html`
  return part === 'BOTH' ? [`simple/${name}/index.html`, project] : [project]
}

/** The pages that a request asks for. A request for all packages has to be expanded first. */
export function pagesOf([, [part, name = null]]: RebuildRequest): readonly Page[] {
  if (part === 'HOME' || part === 'SEARCH') return sitePages
  return name === null ? [] : packagePages(part, name)
}
