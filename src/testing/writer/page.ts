import type {packageParts, RebuildRequest} from '../../import-queue/messages.js'

/** A page of the site: the path of its file in the output directory. */
export type Page = string

/** Which pages of a package, in the protocol's terms. */
export type PackagePart = (typeof packageParts)[number]

/** The home page and the search index: the real master rewrites both, whichever is requested. */
export const sitePages: readonly Page[] = ['index.html', 'packages.json']

/** The pages of a package in the order of writing; BOTH means its index page and its project page. */
export function packagePages(part: PackagePart, name: string): readonly Page[] {
  const project = `project/${name}/index.html`
  return part === 'BOTH' ? [`simple/${name}/index.html`, project] : [project]
}

/** The pages of a request; none for all packages, which has to be expanded first. */
export function pagesOf([, [part, name = null]]: RebuildRequest): readonly Page[] {
  if (part === 'HOME' || part === 'SEARCH') return sitePages
  return name === null ? [] : packagePages(part, name)
}
