import type {RebuildRequest} from '../import-queue/messages.js'

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
