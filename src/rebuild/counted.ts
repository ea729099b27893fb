import type {PackageSource} from '../packages/source.js'
import type {Tally} from './books/tally.js'
import type {Context} from './context.js'
import type {Limits} from './events.js'

import {orAborted} from '../errors/or-aborted.js'
import {openDatabase} from './sources.js'

/** The way out that needs no database. It is never taken without a word from the user, since it stalls the master. */
const SINGLE_REQUEST =
  'Or send one request for all with --single-request: for minutes the master then answers no other client.'

/**
 * The packages in the database, with their count; undefined if the database is unreadable, and the user is to be asked
 * whether to send one request for all packages instead.
 *
 * @throws {DatabaseError} if that cannot be asked, or would not do
 */
export async function openCounted(
  limits: Limits,
  context: Context,
  {oneWouldDo, tally}: {readonly oneWouldDo: boolean; readonly tally: Tally},
): Promise<PackageSource | undefined> {
  const {confirm, events, signal} = context
  events.add({...limits, type: 'counting'})
  try {
    const source = await orAborted(openDatabase(limits, context, tally), signal)
    events.add({...limits, count: source.count ?? 0, type: 'counted'})
    return source
  } catch (error) {
    const {DatabaseError} = await import('../database/database-error.js')
    if (!(error instanceof DatabaseError) || error.kind === 'usage' || !oneWouldDo) throw error
    if (!confirm) {
      throw new DatabaseError(error.message, {cause: error, suggestions: [...error.suggestions, SINGLE_REQUEST]})
    }

    events.add({problem: error.message, type: 'database-unreadable'})
    return undefined
  }
}
