import type {Config} from '@oclif/core/interfaces'

import type {ImportQueue} from '../import-queue/connection.js'

/** Registered globally, since a host may load this module twice: once for the hook, once as a library. */
const OPEN_QUEUES = Symbol.for('@piwheels/plugin-rebuild/open-queues')

type Host = Config & {[OPEN_QUEUES]?: Set<ImportQueue>}

/** Remembers a connection until the command that runs in this host has ended. */
export function rememberQueue(config: Config, queue: ImportQueue): void {
  const host: Host = config
  host[OPEN_QUEUES] ??= new Set()
  // A command that reconnects again and again leaves nothing behind.
  for (const other of host[OPEN_QUEUES]) if (other.closed) host[OPEN_QUEUES].delete(other)
  host[OPEN_QUEUES].add(queue)
}

/** Closes every connection that was opened in this host. */
export function closeQueues(config: Config): void {
  const host: Host = config
  for (const queue of host[OPEN_QUEUES] ?? []) queue.close()
  host[OPEN_QUEUES]?.clear()
}
