import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {parseDsn} from '../../src/database/dsn.js'

/** A server in between, which sees the connections to a database, and can let them down. */
export interface Relay {
  /** How many connections are open. */
  connections(): number
  readonly dsn: string
  /** Resolves when it has let the connection down. */
  readonly failed: Promise<void>
  stop(): Promise<void>
}

export interface RelayOptions {
  /** Let the connection down after so many bytes from the database; never unless given. */
  readonly after?: number
  /** Break the connection, or pass nothing on any more. */
  readonly fault?: 'break' | 'hang'
}

/** Relays a TCP port of this machine to the Unix socket of a database. */
export async function relay(dsn: string, {after = Infinity, fault = 'break'}: RelayOptions = {}): Promise<Relay> {
  let onFailed = () => {}
  const failed = new Promise<void>((resolve) => {
    onFailed = resolve
  })
  const {applicationName = '', database, host, options = '', port, user} = parseDsn(dsn)
  const sockets = new Set<Socket>()
  const server = createServer((inner) => {
    const outer = connect(`${host}/.s.PGSQL.${port}`)
    inner.pipe(outer)
    let passed = 0
    outer.on('end', () => inner.end())
    outer.on('data', (chunk: Buffer) => {
      if (passed >= after) return
      inner.write(chunk.subarray(0, after - passed))
      passed += chunk.length
      if (passed < after) return
      if (fault === 'break') inner.destroy()
      onFailed()
    })
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }

    inner.on('close', () => outer.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const query = new URLSearchParams([
    ['application_name', applicationName],
    ['options', options],
  ])
  const {port: own} = server.address() as AddressInfo

  return {
    connections: () => sockets.size / 2,
    dsn: `postgres://${user}@127.0.0.1:${own}/${database}?${query}`,
    failed,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A database that answers whoever connects with an error, or, without a code, with silence. */
export interface Refuser {
  /** Resolves when somebody has connected. */
  readonly connected: Promise<unknown>
  readonly dsn: string
  stop(): Promise<void>
}

/** Starts a database that lets nobody in. */
export async function refuser(code?: string, message = ''): Promise<Refuser> {
  const folder = mkdtempSync(join(tmpdir(), 'piw-refuser-'))
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (code !== undefined) socket.once('data', () => socket.end(errorResponse(code, message)))
  })
  server.listen(join(folder, '.s.PGSQL.5432'))
  await once(server, 'listening')

  return {
    connected: once(server, 'connection'),
    dsn: `postgres://ben:sesame@/piwheels?host=${folder}`,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      rmSync(folder, {force: true, recursive: true})
    },
  }
}

function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
