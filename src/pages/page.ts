import type {RebuildRequest} from '../import-queue/messages.js'

import {look} from './file-state.js'

/** Called with a file that cannot be examined, and the reason. */
export type OnHidden = (file: string, problem: string) => void

/** The directory of the site, and a listener for files in it that cannot be examined. */
export interface Site {
  readonly folder: string
  readonly onHidden: OnHidden
}

/** The page of a request, with its state before the request. A page may have two files. */
export class Page {
  /** The identity of each file before the request; undefined if it was missing, null once it has been replaced. */
  readonly #before: (null | string | undefined)[]
  readonly #request: RebuildRequest
  readonly #site: Site

  private constructor(site: Site, request: RebuildRequest, before: (string | undefined)[]) {
    this.#before = before
    this.#request = request
    this.#site = site
  }

  /** Records the state of a page. A file that cannot be examined counts as missing. */
  static async before(site: Site, request: RebuildRequest): Promise<Page> {
    return new Page(site, request, await Promise.all(pageFiles(request).map((file) => identity(site, file))))
  }

  /** Whether every file of the page has been replaced. Replaced files are not examined again. */
  async isWritten(): Promise<boolean> {
    for (const [index, file] of pageFiles(this.#request).entries()) {
      const before = this.#before[index]
      if (before === null) continue
      const now = await identity(this.#site, file)
      if (now === undefined || now === before) return false
      this.#before[index] = null
    }

    return true
  }
}

async function identity({folder, onHidden}: Site, file: string): Promise<string | undefined> {
  const path = `${folder}/${file}`
  const state = await look(path)
  if (state.is === 'hidden') onHidden(path, state.problem)
  return state.is === 'there' ? state.identity : undefined
}

/**
 * The files that the master writes for a request, as paths below the site's directory; two for BOTH.
 *
 * @throws {RangeError} for the request for all packages, which has no page
 */
export function pageFiles([, data]: RebuildRequest): readonly string[] {
  switch (data[0]) {
    case 'BOTH': {
      const name = named(data[1])
      return [`simple/${name}/index.html`, `project/${name}/index.html`]
    }

    case 'HOME': {
      return ['index.html']
    }

    case 'PROJECT': {
      return [`project/${named(data[1])}/index.html`]
    }

    case 'SEARCH': {
      return ['packages.json']
    }
  }
}

function named(name: null | string): string {
  if (name === null) throw new RangeError('expected a request that names a package, found one for all of them')
  return name
}
