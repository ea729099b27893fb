import type {Config} from '@oclif/core/interfaces'

import type {ImportQueue} from '../import-queue/import-queue.js'

/** Global, since a host may load this module twice: for the hook, and as a library. */
const OPEN_QUEUES = Symbol.for('@piwheels/plugin-rebuild/open-queues')

interface Host {
  [OPEN_QUEUES]?: Set<ImportQueue>
}

/** Remembers a connection until this host's command ends. */
export function rememberQueue(config: Config, queue: ImportQueue): void {
  const host = hostOf(config)
  host[OPEN_QUEUES] ??= new Set()
  // Forgets closed connections: a command may reconnect many times.
  for (const other of host[OPEN_QUEUES]) if (other.closed) host[OPEN_QUEUES].delete(other)
  host[OPEN_QUEUES].add(queue)
}

/** Closes all connections opened in this host. */
export function closeQueues(config: Config): void {
  const host = hostOf(config)
  for (const queue of host[OPEN_QUEUES] ?? []) queue.close()
  host[OPEN_QUEUES]?.clear()
}

/**
 * The host's root plugin. The Config would not do: oclif creates a new one for each command, so the command's hooks and
 * the final hook see different ones, but the same plugins.
 */
function hostOf(config: Config): Host {
  const host: object = config.plugins.get(config.name) ?? config
  return host
}
