import {handle} from '@oclif/core/handle'
import {run} from '@oclif/core/run'

/**
 * Runs the command of an oclif CLI that a command line names. In a module of its own since it is slow to load.
 *
 * oclif's `flush` is not called: it never returns where standard output was closed, and on Linux there is nothing to
 * flush, for what is written to a file, a pipe or a terminal is written at once.
 *
 * @param argv the command line of the CLI
 * @param manifest its package.json
 */
export async function runCommand(argv: readonly string[], manifest: URL): Promise<void> {
  try {
    await run([...argv], manifest.href)
  } catch (error) {
    await handle(error as Error)
  }
}
