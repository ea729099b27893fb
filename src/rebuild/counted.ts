import type {PackageSource} from '../packages/source.js'
import type {Tally} from './books/tally.js'
import type {Context} from './context.js'
import type {Limits} from './events.js'

import {orAborted} from '../errors/or-aborted.js'
import {openDatabase} from './sources.js'

/**
 * The packages in the database, with their count; undefined if the database is unreadable and one request for all
 * packages is allowed instead.
 *
 * @throws {DatabaseError} if that is not allowed
 */
export async function openCounted(
  limits: Limits,
  context: Context,
  {mayBeUnknown, tally}: {readonly mayBeUnknown: boolean; readonly tally: Tally},
): Promise<PackageSource | undefined> {
  const {events, signal} = context
  events.add({...limits, type: 'counting'})
  try {
    const source = await orAborted(openDatabase(limits, context, tally), signal)
    events.add({...limits, count: source.count ?? 0, type: 'counted'})
    return source
  } catch (error) {
    const {DatabaseError} = await import('../database/database-error.js')
    if (!(error instanceof DatabaseError) || error.kind === 'usage' || !mayBeUnknown) throw error
    events.add({problem: error.message, type: 'database-unreadable'})
    return undefined
  }
}
