import {distance} from 'fastest-levenshtein'

import {canonical, checkName, InvalidNameError} from '../packages/name.js'
import {parseDsn} from './dsn.js'
import {Session} from './session.js'

export interface LookupOptions {
  /** The address of the database, such as `postgres:///piwheels`. */
  readonly dsn: string
  /** Breaks the connection; what waits for it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Of all names with a beginning those that come first, and the last one, so that they show what all have in common. */
const STARTING_WITH = `
  WITH found AS MATERIALIZED (SELECT package COLLATE "C" AS name FROM packages WHERE package LIKE $1)
  (SELECT name FROM found ORDER BY name LIMIT $2) UNION (SELECT max(name) FROM found) ORDER BY name`

/** The earlier the text is in a name, and the shorter the name, the likelier it is the one that is meant. */
const CONTAINING = `
  SELECT package FROM packages WHERE package LIKE $1
  ORDER BY position($3 IN package), length(package), package COLLATE "C" LIMIT $2`

/** The most candidates for a name to be like: a bound for the memory, far above what there is. */
const MAX_CANDIDATES = 100_000

/** Looks up a few names in the master's database; every name that it returns is canonical, and safe to send and to show. */
export class PackageLookup {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @throws DatabaseError if there is no connection, or the address is wrong */
  static async open({dsn, signal}: LookupOptions): Promise<PackageLookup> {
    return new PackageLookup(await Session.open(parseDsn(dsn), {applicationName: 'piw rebuild', signal}))
  }

  async close(): Promise<void> {
    await this.#session.close()
  }

  /**
   * Names that contain a text, the likeliest first.
   *
   * @param text - as the user typed it; it need not be canonical
   * @param limit - how many names at most
   * @throws DatabaseError, `lost` if the connection broke
   */
  async containing(text: string, limit: number): Promise<readonly string[]> {
    const part = canonical(text)
    return isPartOfName(part) ? this.#names(CONTAINING, [`%${part}%`, limit, part]) : []
  }

  /**
   * How many packages there are.
   *
   * @throws DatabaseError, `lost` if the connection broke
   */
  async count(): Promise<number> {
    const {rows} = await this.#session.query('SELECT count(*)::text FROM packages')
    return Number(rows[0]?.[0])
  }

  /**
   * Names that are spelt almost like one that there is not, the most alike first.
   *
   * @param name - a canonical name
   * @param limit - how many names at most
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
   * Names that begin with a text, in the order of their bytes. Where there are more than the limit, the last of all is
   * among them: what these have in common, all have.
   *
   * @param text - as the user typed it; it need not be canonical
   * @param limit - how many names at most, and one more
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

/** How many letters may be added, left out or wrong for a name to be like another; two that are swapped are two wrong. */
function editsOf(name: string): number {
  return name.length < 4 ? 1 : 2
}

/**
 * Has the server pick those that can be like a name at all, so that not all names need to be brought here: of a name
 * that is cut into one more piece than there are edits, every name that is like it has at least one piece unchanged, and
 * at most so many letters away from its place. (A piece of a short name may be empty; that is in every name.)
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

/** Whether it can stand in a canonical name; what can has no meaning of its own to LIKE. */
function isPartOfName(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text)
}

/** Whether it is a canonical name. The table may hold others, which must not get onto a command line by themselves. */
function isName(text: string): boolean {
  try {
    return checkName(text) === text
  } catch (error) {
    if (error instanceof InvalidNameError) return false
    throw error
  }
}
