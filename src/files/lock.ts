import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {createServer, type Server} from 'node:net'

import {codeOf} from '../errors/system-error.js'

/**
 * Makes sure that one process at a time works with a file.
 *
 * It is held by listening on an abstract Unix socket that is named after the file: the kernel lets go of it when the
 * process ends, however it ends, so there is never a stale lock. Other users' locks are other names.
 */
export class Lock {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Takes the lock of a file; undefined when another process has it. */
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
