import type {ImportRequest, Reply} from '../../import-queue/messages.js'
import type {Packages} from './packages.js'

interface Import {
  readonly data: ImportRequest[1]
  /** Files transferred so far. */
  sent: number
}

/**
 * The imports under way, one a connection at most. Versions and ABIs are not checked, unlike on the real master: an
 * import of any version is taken, and counted among the builds of versions that are known.
 */
export class Conversations {
  readonly #imports = new Map<number, Import>()
  readonly #packages: Packages

  constructor(packages: Packages) {
    this.#packages = packages
  }

  /** Takes an IMPORT: asks for its first file, or refuses it when it has none. */
  begin(connection: number, data: ImportRequest[1]): Reply {
    const [first] = data[7]
    if (!first) return ['ERROR', 'no files listed for import']
    this.#imports.set(connection, {data, sent: 0})
    return ['SEND', first[0]]
  }

  isUnderWay(connection: number): boolean {
    return this.#imports.has(connection)
  }

  /** Takes a SENT: asks for the next file, or ends the import. */
  proceed(connection: number): Reply {
    const underWay = this.#imports.get(connection)
    if (!underWay) return ['ERROR', 'protocol violation']
    underWay.sent++
    const [, name, number] = underWay.data
    const next = underWay.data[7][underWay.sent]
    if (next) return ['SEND', next[0]]
    this.#imports.delete(connection)
    const version = this.#packages.get(name)?.versions.get(number)
    if (version) version.builds++
    return ['DONE', 'IMPORT']
  }
}
