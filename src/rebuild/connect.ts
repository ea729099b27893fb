import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Context} from './context.js'

import {orAborted} from '../errors/or-aborted.js'
import {connectFirst} from './requests/connect-first.js'

/** Opens the first connection of a run, with events. */
export async function connect({address, connect, events, signal, timeout}: Context): Promise<ImportQueue> {
  events.add({address, type: 'connecting'})
  const onLost = () => events.add({type: 'lost'})
  const queue = await orAborted(connectFirst(connect, {onLost, signal, timeout}), signal)
  events.add({type: 'connected'})
  return queue
}
