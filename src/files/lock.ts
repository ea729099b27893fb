import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {createServer, type Server} from 'node:net'

import {codeOf} from '../errors/system-error.js'

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
    const name = createHash('sha256')
      .update(`${process.getuid?.() ?? ''}:${file}`)
      .digest('hex')
      .slice(0, 32)
    const server = createServer((socket) => socket.destroy())
    server.unref()
    server.listen({path: `\0piw-${name}`})
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
