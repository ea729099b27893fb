import type {Client, QueryArrayResult} from 'pg'

import {Socket} from 'node:net'

import type {Dsn} from './dsn.js'

import {cannotConnect, cannotRead} from './database-error.js'
import {findPassword} from './password-file.js'
import {tlsTo} from './tls.js'

export interface SessionOptions {
  /** The session's name on the server, unless the address sets one. */
  readonly applicationName: string
  /** Breaks the connection; pending calls then throw the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Breaks the connection when the server has not answered for this long, in seconds; no limit unless given. */
  readonly timeout?: number | undefined
}

/** A row of text columns, by their names. */
export type TextRow = Readonly<Record<string, null | string>>

/** The connect timeout, unless the address sets one; in seconds. */
const CONNECT_TIMEOUT = 10
/** How long to wait for a clean end of the connection, in milliseconds. */
const CLOSE_TIMEOUT = 1000

/** A connection to PostgreSQL. */
export class Session {
  readonly #abort = () => this.#socket.destroy()
  readonly #client: Client
  readonly #dsn: Dsn
  #fault: Error | undefined
  #pending: Promise<unknown> = Promise.resolve()
  readonly #signal: AbortSignal | undefined
  readonly #socket: Socket
  readonly #timeout: number | undefined

  private constructor(client: Client, socket: Socket, dsn: Dsn, {signal, timeout}: SessionOptions) {
    this.#client = client
    this.#socket = socket
    this.#dsn = dsn
    this.#signal = signal
    this.#timeout = timeout
    // Without a listener, an idle connection that breaks would end the process.
    client.on('error', (error) => {
      this.#fault ??= error
    })
    signal?.addEventListener('abort', this.#abort, {once: true})
  }

  /** @throws DatabaseError if the connection fails */
  static async open(dsn: Dsn, options: SessionOptions): Promise<Session> {
    options.signal?.throwIfAborted()
    const ssl = await tlsTo(dsn.host, dsn.tls)
    // Here rather than above: it is slow to load, and most commands need no database.
    const {Client} = await import('pg')
    options.signal?.throwIfAborted()
    const socket = new Socket()
    const notes: string[] = []
    const client = new Client({
      /* eslint-disable camelcase */
      application_name: dsn.applicationName ?? options.applicationName,
      /* eslint-enable camelcase */
      connectionTimeoutMillis: connectLimit(dsn, options) * 1000,
      database: dsn.database,
      host: dsn.host,
      keepAlive: true,
      options: dsn.options,
      // Looked up only when the server asks for it, which on a Unix socket it usually does not.
      password: dsn.password ?? lookUp(dsn, notes),
      port: dsn.port,
      ssl,
      stream: () => socket,
      user: dsn.user,
    })
    const session = new Session(client, socket, dsn, options)
    try {
      await client.connect()
      return session
    } catch (error) {
      await session.close()
      options.signal?.throwIfAborted()
      throw cannotConnect(error, dsn, notes)
    }
  }

  /** Ends the connection, cleanly if the server responds. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort)
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT)
    try {
      // During a query pg would break the connection, which appears in the server's log.
      await this.#pending.catch(() => {})
      await this.#client.end()
    } finally {
      clearTimeout(timer)
      this.#socket.destroy()
    }
  }

  /**
   * Runs one statement, after those before it.
   *
   * @throws DatabaseError, `lost` if the connection broke
   */
  async query(text: string, values: readonly unknown[] = []): Promise<QueryArrayResult<string[]>> {
    const before = this.#pending.catch(() => {})
    return this.#ended(before.then(() => this.#client.query<string[]>({rowMode: 'array', text, values: [...values]})))
  }

  /**
   * Runs one statement, and passes its rows on as they arrive.
   *
   * @throws DatabaseError, `lost` if the connection broke or the server did not answer in time
   */
  async stream(text: string, values: readonly unknown[], onRow: (row: TextRow) => void): Promise<void> {
    const {Query} = await import('pg')
    const query = new Query<TextRow>({text, values: [...values]})
    const silence = this.#timeout === undefined ? undefined : setTimeout(() => this.#giveUp(), this.#timeout * 1000)
    try {
      await this.#ended(
        new Promise<void>((resolve, reject) => {
          query.on('row', (row) => {
            silence?.refresh()
            onRow(row)
          })
          query.on('end', () => resolve())
          query.on('error', reject)
          this.#client.query(query)
        }),
      )
    } finally {
      clearTimeout(silence)
    }
  }

  async #ended<T>(result: Promise<T>): Promise<T> {
    this.#pending = result
    try {
      return await result
    } catch (error) {
      this.#signal?.throwIfAborted()
      throw cannotRead(this.#fault ?? error, this.#dsn, this.#isLost(error))
    }
  }

  #giveUp(): void {
    this.#fault ??= new Error(`it has not answered for ${this.#timeout} s`)
    this.#socket.destroy()
  }

  #isLost(error: unknown): boolean {
    const {severity} = error as {severity?: unknown}
    return this.#fault !== undefined || this.#socket.destroyed || severity === 'FATAL' || severity === 'PANIC'
  }
}

function lookUp(dsn: Dsn, notes: string[]): () => Promise<string> {
  return async () => {
    const {ignored, password} = await findPassword(dsn)
    if (ignored !== undefined) notes.push(`${ignored} is ignored, since others may access it: chmod 600 ${ignored}`)
    // pg accepts undefined, but its types do not.
    return password as string
  }
}

/** How long connecting may take, in seconds; 0 for no limit. */
function connectLimit({connectTimeout = CONNECT_TIMEOUT}: Dsn, {timeout = Infinity}: SessionOptions): number {
  const limit = Math.min(connectTimeout || Infinity, timeout)
  return Number.isFinite(limit) ? limit : 0
}
