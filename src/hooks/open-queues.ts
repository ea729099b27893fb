import type {Config} from '@oclif/core/interfaces'

import type {ImportQueue} from '../import-queue/import-queue.js'

/** Registered globally, since a host may load this module twice: once for the hook, once as a library. */
const OPEN_QUEUES = Symbol.for('@piwheels/plugin-rebuild/open-queues')

interface Host {
  [OPEN_QUEUES]?: Set<ImportQueue>
}

/** Remembers a connection until the command that runs in this host has ended. */
export function rememberQueue(config: Config, queue: ImportQueue): void {
  const host = hostOf(config)
  host[OPEN_QUEUES] ??= new Set()
  // A command that reconnects again and again leaves nothing behind.
  for (const other of host[OPEN_QUEUES]) if (other.closed) host[OPEN_QUEUES].delete(other)
  host[OPEN_QUEUES].add(queue)
}

/** Closes every connection that was opened in this host. */
export function closeQueues(config: Config): void {
  const host = hostOf(config)
  for (const queue of host[OPEN_QUEUES] ?? []) queue.close()
  host[OPEN_QUEUES]?.clear()
}

/**
 * What stands for the host: its root plugin. Before a command runs, oclif makes a new Config for it, so that the hooks
 * that it runs and those that oclif runs at its end see different ones, of the same plugins.
 */
function hostOf(config: Config): Host {
  const host: object = config.plugins.get(config.name) ?? config
  return host
}
