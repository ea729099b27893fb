// First: oclif looks at the environment as it is loaded.
import './environment.js'

import {handle} from '@oclif/core/handle'
import {run} from '@oclif/core/run'

import {bundledPlugin} from './plugin.js'
import {keepHeapSmall} from './small-heap.js'

/**
 * Runs the command of the standalone piw that a command line names.
 *
 * oclif's `flush` is not called: it never returns where standard output was closed, and on Linux there is nothing to
 * flush, for what is written to a file, a pipe or a terminal is written at once.
 *
 * @param argv the command line of piw
 * @param manifest its package.json
 */
export async function runCommand(argv: readonly string[], manifest: string): Promise<void> {
  keepHeapSmall()
  try {
    const plugin = bundledPlugin(manifest)
    const plugins = new Map([[plugin.name, plugin]])
    // Whose plugins these are would depend on HOME: root's own, or those of another user.
    await run([...argv], {devPlugins: false, plugins, root: plugin.root, userPlugins: false})
  } catch (error) {
    await handle(error as Error)
  }
}
