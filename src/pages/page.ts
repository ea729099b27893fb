import type {RebuildRequest} from '../import-queue/messages.js'

import {look} from './file-state.js'

/** Told of a file that cannot be looked at, with a system error's code. */
export type OnHidden = (file: string, problem: string) => void

/** Where the site is written to, and who is told of what cannot be seen there. */
export interface Site {
  readonly folder: string
  readonly onHidden: OnHidden
}

/** The page that a request is for, as it was before it is asked for. Where there are two files, both are looked at. */
export class Page {
  /** What was there before, for each file of the page; undefined for nothing, and null once another has taken its place. */
  readonly #before: (null | string | undefined)[]
  readonly #request: RebuildRequest
  readonly #site: Site

  private constructor(site: Site, request: RebuildRequest, before: (string | undefined)[]) {
    this.#before = before
    this.#request = request
    this.#site = site
  }

  /** Looks at a page. A file that cannot be looked at is taken for one that is not there. */
  static async before(site: Site, request: RebuildRequest): Promise<Page> {
    return new Page(site, request, await Promise.all(pageFiles(request).map((file) => identity(site, file))))
  }

  /** Whether another file has taken the place of each of the page's; those for which it has are not looked at again. */
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
 * The files that a request has the master write, as paths under the folder that the site is written to. BOTH has it
 * write two.
 *
 * @throws {RangeError} for the request for all packages, which names no page
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
