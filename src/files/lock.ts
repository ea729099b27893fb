import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {realpathSync} from 'node:fs'
import {createServer, type Server} from 'node:net'
import path from 'node:path'

import {codeOf} from '../errors/system-error.js'

const PREFIX = 'piw-'

/** Fills the address, of 108 bytes: Node.js 20 pads a shorter one with zeros, and later versions do not. */
const NAME_LENGTH = 107 - PREFIX.length

/**
 * A lock on a file, held by one process at a time.
 *
 * The holder listens on an abstract Unix socket named after the user and the file. The kernel releases it when the
 * process ends, however it ends: there are no stale locks.
 */
export class Lock {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Takes the lock of a file; undefined if another process holds it. */
  static async take(file: string): Promise<Lock | undefined> {
    const name = createHash('sha512')
      .update(`${process.getuid?.() ?? ''}:${realPathOf(file)}`)
      .digest('hex')
      .slice(0, NAME_LENGTH)
    const server = createServer((socket) => socket.destroy())
    server.unref()
    server.listen({path: `\0${PREFIX}${name}`})
    try {
      await once(server, 'listening')
      return new Lock(server)
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE') return undefined
      throw error
    }
  }

  release(): void {
    this.#server.close()
  }
}

/** The path of a file that may be missing, without symbolic links in its directory. */
function realPathOf(file: string): string {
  try {
    return path.join(realpathSync(path.dirname(file)), path.basename(file))
  } catch {
    return file
  }
}
