import {randomBytes} from 'node:crypto'

import type {PackageSource} from '../packages/source.js'

import {isSafeName} from '../packages/name.js'
import {checkPattern, toLike} from '../packages/pattern.js'
import {parseDsn} from './dsn.js'
import {Session} from './session.js'

export interface OpenPackagesOptions {
  /** Only names after this one, in byte order: resumes an earlier reading. */
  readonly after?: string | undefined
  /** The session's name on the server, unless the address sets one; `piw rebuild` unless given. */
  readonly applicationName?: string | undefined
  /** The address of the database, such as `postgres:///piwheels`. */
  readonly dsn: string
  /** Only names that match this pattern of `*` and `?`. */
  readonly match?: string | undefined
  /** Called with each name skipped because it is not safe to send; the count includes it. */
  readonly onUnsafe?: ((name: string) => void) | undefined
  /** Breaks the connection; reading then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** All known packages, in byte order. */
export interface DatabasePackages extends PackageSource {
  readonly count: number
}

/** The number of names per fetch: some 10 kB. */
const BATCH = 500

/**
 * Opens the packages of the master's database. The server takes a snapshot of the names at once (`WITH HOLD`): count and
 * names are consistent, and no transaction stays open on a production database for the hours that a rebuild may take.
 * Names are yielded as they are in the table: the master compares exactly.
 *
 * @throws DatabaseError if the address is invalid, the connection fails or the table is missing; while iterated, `lost`
 * if the connection broke
 */
export async function openPackages(options: OpenPackagesOptions): Promise<DatabasePackages> {
  const {query, values} = selection(options)
  // Unique: behind a connection pooler, several commands may share a session.
  const cursor = `piw_packages_${randomBytes(8).toString('hex')}`
  const {applicationName = 'piw rebuild', dsn, signal} = options
  const session = await Session.open(parseDsn(dsn), {applicationName, signal})
  let isClosed = false

  async function close(): Promise<void> {
    if (isClosed) return
    isClosed = true
    session.query(`CLOSE ${cursor}`).catch(() => {})
    await session.close()
  }

  try {
    await session.query('BEGIN READ ONLY')
    await session.query(`DECLARE ${cursor} SCROLL CURSOR WITH HOLD FOR ${query}`, values)
    await session.query('COMMIT')
    const {rowCount} = await session.query(`MOVE FORWARD ALL FROM ${cursor}`)
    await session.query(`MOVE ABSOLUTE 0 FROM ${cursor}`)
    const rows = new Rows(() => session.query(`FETCH FORWARD ${BATCH} FROM ${cursor}`))
    return {
      close,
      count: rowCount ?? 0,
      [Symbol.asyncIterator]: () => names(rows, close, options),
    }
  } catch (error) {
    session.query('ROLLBACK').catch(() => {})
    await session.close()
    throw error
  }
}

type Fetch = () => Promise<{readonly rows: readonly (readonly string[])[]}>

/** The rows of a query in batches; the next batch is fetched while the last one is used. */
class Rows {
  readonly #fetch: Fetch
  #next: ReturnType<Fetch>

  constructor(fetch: Fetch) {
    this.#fetch = fetch
    this.#next = this.#ahead()
  }

  async take(): Promise<readonly (readonly string[])[]> {
    const {rows} = await this.#next
    if (rows.length > 0) this.#next = this.#ahead()
    return rows
  }

  #ahead(): ReturnType<Fetch> {
    const next = this.#fetch()
    // A reader that stops early ignores this batch, and its error.
    next.catch(() => {})
    return next
  }
}

async function* names(
  source: Rows,
  close: () => Promise<void>,
  {onUnsafe, signal}: OpenPackagesOptions,
): AsyncGenerator<readonly string[]> {
  try {
    for (;;) {
      const rows = await source.take()
      if (rows.length === 0) return
      signal?.throwIfAborted()
      let safe: string[] = []
      for (const [name = ''] of rows) {
        if (isSafeName(name)) {
          safe.push(name)
          continue
        }

        // Reported in the order of the names.
        if (safe.length > 0) yield safe
        safe = []
        onUnsafe?.(name)
      }

      if (safe.length > 0) yield safe
    }
  } finally {
    await close()
  }
}

function selection({after, match}: OpenPackagesOptions): {query: string; values: string[]} {
  const conditions: string[] = []
  const values: string[] = []
  // The C collation is byte order, on every server.
  if (after !== undefined) conditions.push(`package COLLATE "C" > $${values.push(after)}`)
  if (match !== undefined) conditions.push(`package COLLATE "C" LIKE $${values.push(toLike(checkPattern(match)))}`)
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return {query: `SELECT package FROM packages ${where} ORDER BY package COLLATE "C"`, values}
}
