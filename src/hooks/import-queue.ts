import type {PIW_IMPORT_QUEUE, PiwHook} from './events.js'

import {ImportQueue} from '../import-queue/import-queue.js'
import {rememberQueue} from './open-queues.js'
import {resolveFlags} from './resolve-flags.js'

/** Provides `piw:import-queue`: a new connection for each call, closed at the latest when the command ends. */
const hook: PiwHook<typeof PIW_IMPORT_QUEUE> = async ({config, flags, piwConfig, signal}) => {
  const settings = piwConfig ?? (flags && (await resolveFlags(flags)))
  // With default settings it could connect to another master than the configured one.
  if (!settings) throw new TypeError('piw:import-queue requires either {flags} or {piwConfig}.')
  const queue = await ImportQueue.open({
    address: settings['import-queue'].value,
    signal,
    timeout: settings.timeout.value,
    trustUser: settings['trust-user'].value,
  })
  rememberQueue(config, queue)
  return queue
}

export default hook
