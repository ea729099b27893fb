import {randomBytes} from 'node:crypto'

import type {PackageSource} from '../packages/source.js'

import {isSafeName} from '../packages/name.js'
import {checkPattern, toLike} from '../packages/pattern.js'
import {parseDsn} from './dsn.js'
import {Session} from './session.js'

export interface OpenPackagesOptions {
  /** Only names greater than this one, in the order of their bytes: where an earlier reading ended. */
  readonly after?: string | undefined
  /** What the server calls the session, unless the address says; `piw rebuild` unless given. */
  readonly applicationName?: string | undefined
  /** The address of the database, such as `postgres:///piwheels`. */
  readonly dsn: string
  /** Only names that match this pattern of `*` and `?`. */
  readonly match?: string | undefined
  /** Told of a name that was left out because it is not safe to send; it is among those counted. */
  readonly onUnsafe?: ((name: string) => void) | undefined
  /** Breaks the connection; the reading then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** All known packages, in the order of their bytes. */
export interface DatabasePackages extends PackageSource {
  readonly count: number
}

/** How many names are fetched at a time: some 10 kB. */
const BATCH = 500

/**
 * Opens the packages of the master's database. The server sets the names aside at once (`WITH HOLD`), so that count and
 * names are of one moment and yet no transaction stays open on a production database while they are used, which may
 * take hours. Names are yielded as they stand in the table: the master compares exactly.
 *
 * @throws DatabaseError if there is no connection or no table, or the address is wrong; while iterated, `lost` if the
 * connection broke
 */
export async function openPackages(options: OpenPackagesOptions): Promise<DatabasePackages> {
  const {query, values} = selection(options)
  // Behind a connection pooler, one session may serve several commands: no two may use one name.
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

/** The rows of a query, some at a time: the next are on their way while those before are used. */
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
    // Whoever stops early will not ask what became of it.
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

        // Told when it is its turn.
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
  // The C collation orders by bytes, the same on every server.
  if (after !== undefined) conditions.push(`package COLLATE "C" > $${values.push(after)}`)
  if (match !== undefined) conditions.push(`package COLLATE "C" LIKE $${values.push(toLike(checkPattern(match)))}`)
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return {query: `SELECT package FROM packages ${where} ORDER BY package COLLATE "C"`, values}
}
