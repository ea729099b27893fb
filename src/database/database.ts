import type {PackageSource} from '../packages/source.js'

import {isSafeName, MAX_NAME_LENGTH} from '../packages/name.js'
import {checkPattern, toLike} from '../packages/pattern.js'
import {parseDsn} from './dsn.js'
import {NameSpool} from './name-spool.js'
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
  /** Break the connection when the server has not answered for this long, in seconds; no limit unless given. */
  readonly timeout?: number | undefined
}

/** All known packages, in byte order. */
export interface DatabasePackages extends PackageSource {
  readonly count: number
}

/** What is shown for a row without a name. */
const NULL = '(NULL)'

/**
 * Reads the packages of the master's database, all at once and into a temporary file: count and names are consistent, no
 * session, transaction or cursor stays open for the hours that a rebuild may take, and neither a restart of the server
 * nor a connection pooler in between matters to the run. Names are yielded as they are in the table: the master compares
 * exactly.
 *
 * @throws DatabaseError if the address is invalid, the connection fails or the table is missing; `lost` if the connection
 * broke
 */
export async function openPackages(options: OpenPackagesOptions): Promise<DatabasePackages> {
  const {query, values} = selection(options)
  const {applicationName = 'piw rebuild', dsn, signal, timeout} = options
  const session = await Session.open(parseDsn(dsn), {applicationName, signal, timeout})
  const spool = new NameSpool()
  try {
    await session.stream(query, values, ({name}) => spool.add(name ?? null))
    spool.flush()
  } catch (error) {
    spool.close()
    throw error
  } finally {
    await session.close()
  }

  return {
    async close() {
      spool.close()
    },
    count: spool.count,
    [Symbol.asyncIterator]: () => names(spool, options),
  }
}

async function* names(
  spool: NameSpool,
  {onUnsafe, signal}: OpenPackagesOptions,
): AsyncGenerator<readonly string[], void, undefined> {
  for (const batch of spool) {
    signal?.throwIfAborted()
    let safe: string[] = []
    for (const name of batch) {
      if (name !== null && isSafeName(name)) {
        safe.push(name)
        continue
      }

      // Reported in the order of the names.
      if (safe.length > 0) yield safe
      safe = []
      onUnsafe?.(name ?? NULL)
    }

    if (safe.length > 0) yield safe
  }
}

function selection({after, match}: OpenPackagesOptions): {query: string; values: string[]} {
  const conditions: string[] = []
  const values: string[] = []
  // The C collation is byte order, on every server.
  if (after !== undefined) conditions.push(`package COLLATE "C" > $${values.push(after)}`)
  if (match !== undefined) conditions.push(`package COLLATE "C" LIKE $${values.push(toLike(checkPattern(match)))}`)
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  // Longer names cannot be requested, however long they are.
  const name = `left(package, ${MAX_NAME_LENGTH + 1}) AS name`
  return {query: `SELECT ${name} FROM packages ${where} ORDER BY package COLLATE "C"`, values}
}
