import {distance} from 'fastest-levenshtein'

import {canonical, checkName, InvalidNameError} from '../packages/name.js'
import {parseDsn} from './dsn.js'
import {Session} from './session.js'

export interface LookupOptions {
  /** The address of the database, such as `postgres:///piwheels`. */
  readonly dsn: string
  /** Breaks the connection; pending calls then throw the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** The first names with a prefix, and the last one: their common prefix is that of all. */
const STARTING_WITH = `
  WITH found AS MATERIALIZED (SELECT package COLLATE "C" AS name FROM packages WHERE package LIKE $1)
  (SELECT name FROM found ORDER BY name LIMIT $2) UNION (SELECT max(name) FROM found) ORDER BY name`

/** Names with the text near their beginning come first, then short names. */
const CONTAINING = `
  SELECT package FROM packages WHERE package LIKE $1
  ORDER BY position($3 IN package), length(package), package COLLATE "C" LIMIT $2`

/** The maximum number of similar names: bounds the memory, far above what occurs. */
const MAX_CANDIDATES = 100_000

/** Looks up a few names in the master's database. Every name it returns is canonical, and safe to send and to print. */
export class PackageLookup {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @throws DatabaseError if the address is invalid or the connection fails */
  static async open({dsn, signal}: LookupOptions): Promise<PackageLookup> {
    return new PackageLookup(await Session.open(parseDsn(dsn), {applicationName: 'piw rebuild', signal}))
  }

  async close(): Promise<void> {
    await this.#session.close()
  }

  /**
   * Names that contain a text, the best match first.
   *
   * @param text - the user's input; need not be canonical
   * @param limit - the maximum number of names
   * @throws DatabaseError, `lost` if the connection broke
   */
  async containing(text: string, limit: number): Promise<readonly string[]> {
    const part = canonical(text)
    return isPartOfName(part) ? this.#names(CONTAINING, [`%${part}%`, limit, part]) : []
  }

  /**
   * The number of packages.
   *
   * @throws DatabaseError, `lost` if the connection broke
   */
  async count(): Promise<number> {
    const {rows} = await this.#session.query('SELECT count(*)::text FROM packages')
    return Number(rows[0]?.[0])
  }

  /**
   * Names similar to an unknown one, the most similar first.
   *
   * @param name - a canonical name
   * @param limit - the maximum number of names
   * @throws DatabaseError, `lost` if the connection broke
   */
  async nearest(name: string, limit: number): Promise<readonly string[]> {
    const edits = editsOf(name)
    const {rows} = await this.#session.query(...nearQuery(name, edits))
    return rows
      .map(([other = '']) => ({distance: distance(name, other), name: other}))
      .filter(({distance: far, name: other}) => far > 0 && far <= edits && isName(other))
      .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
      .slice(0, limit)
      .map(({name: other}) => other)
  }

  /**
   * Names with a prefix, in byte order. If there are more than the limit, the last one is added: the common prefix of the
   * result is that of all.
   *
   * @param text - the user's input; need not be canonical
   * @param limit - the maximum number of names before the last one
   * @throws DatabaseError, `lost` if the connection broke
   */
  async startingWith(text: string, limit: number): Promise<readonly string[]> {
    const beginning = canonical(text)
    return isPartOfName(beginning) ? this.#names(STARTING_WITH, [`${beginning}%`, limit]) : []
  }

  async #names(query: string, values: readonly unknown[]): Promise<readonly string[]> {
    const {rows} = await this.#session.query(query, values)
    return rows.map(([name]) => name ?? '').filter((name) => isName(name))
  }
}

/** The maximum edit distance of similar names. Two swapped letters are a distance of two. */
function editsOf(name: string): number {
  return name.length < 4 ? 1 : 2
}

/**
 * A query for the candidates, so that only these are transferred. If a name is cut into one more piece than there are
 * edits, every similar name contains at least one piece unchanged, shifted by at most the number of edits. (A piece of a
 * short name may be empty, and matches every name.)
 */
function nearQuery(name: string, edits: number): [query: string, values: unknown[]] {
  const pieces = Array.from({length: edits + 1}, (_, index) => {
    const start = Math.floor((index * name.length) / (edits + 1))
    return {piece: name.slice(start, Math.floor(((index + 1) * name.length) / (edits + 1))), start}
  })
  const values: unknown[] = [name.length - edits, name.length + edits]
  const conditions = pieces.map(({piece, start}) => {
    const from = Math.max(start - edits, 0)
    const length = start + piece.length + edits - from
    return `strpos(substr(package, ${from + 1}, ${length}), $${values.push(piece)}) > 0`
  })
  const query = `
    SELECT package FROM packages
    WHERE length(package) BETWEEN $1 AND $2 AND (${conditions.join(' OR ')}) LIMIT ${MAX_CANDIDATES}`
  return [query, values]
}

/** Whether it can be part of a canonical name. Such text has no wildcards of LIKE. */
function isPartOfName(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text)
}

/** Whether it is a canonical name. The table may contain others, which must not be completed on a command line. */
function isName(text: string): boolean {
  try {
    return checkName(text) === text
  } catch (error) {
    if (error instanceof InvalidNameError) return false
    throw error
  }
}
