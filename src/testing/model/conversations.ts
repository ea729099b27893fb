import type {ImportRequest, Reply} from '../../import-queue/messages.js'
import type {Packages} from './packages.js'

interface Import {
  readonly data: ImportRequest[1]
  /** Files transferred so far. */
  sent: number
}

/**
 * The imports in progress, at most one per connection. Unlike on the real master, versions and ABIs are not checked: any
 * version is accepted, and counted as a build if it is known.
 */
export class Conversations {
  readonly #imports = new Map<number, Import>()
  readonly #packages: Packages

  constructor(packages: Packages) {
    this.#packages = packages
  }

  /** Starts an import: requests its first file, or refuses it without files. */
  begin(connection: number, data: ImportRequest[1]): Reply {
    const [first] = data[7]
    if (!first) return ['ERROR', 'no files listed for import']
    this.#imports.set(connection, {data, sent: 0})
    return ['SEND', first[0]]
  }

  isInProgress(connection: number): boolean {
    return this.#imports.has(connection)
  }

  /** Processes a SENT: requests the next file, or ends the import. */
  proceed(connection: number): Reply {
    const current = this.#imports.get(connection)
    if (!current) return ['ERROR', 'protocol violation']
    current.sent++
    const [, name, number] = current.data
    const next = current.data[7][current.sent]
    if (next) return ['SEND', next[0]]
    this.#imports.delete(connection)
    const version = this.#packages.get(name)?.versions.get(number)
    if (version) version.builds++
    return ['DONE', 'IMPORT']
  }
}
