import {flush} from '@oclif/core/flush'
import {handle} from '@oclif/core/handle'
import {run} from '@oclif/core/run'

/**
 * Runs the command of an oclif CLI that a command line names. In a module of its own since it is slow to load.
 *
 * @param argv the command line of the CLI
 * @param manifest its package.json
 */
export async function runCommand(argv: readonly string[], manifest: URL): Promise<void> {
  try {
    await run([...argv], manifest.href)
    await flush()
  } catch (error) {
    await handle(error as Error)
  }
}
