import {readFile} from 'node:fs/promises'

import {EXIT_CODES} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {AnsweredError} from './parser.js'
import {translate} from './translate.js'

/**
 * Runs piw-rebuild: the same commands as those of piw, behind the command line of Python's piw-rebuild.
 *
 * @param argv what stands behind its name
 * @param manifest the package.json of the oclif CLI whose commands are to be run
 */
export async function main(argv: readonly string[], manifest: string): Promise<void> {
  // Nobody may read the help to its end.
  process.stdout.on('error', () => {})
  const args = await translated(argv, manifest)
  if (!args) return
  // Only now: the help and the usage errors need none of it.
  const {runCommand} = await import('../standalone/run.js')
  await runCommand(args, manifest)
}

/** The command line of piw; undefined where there is nothing left to do. */
async function translated(argv: readonly string[], manifest: string): Promise<readonly string[] | undefined> {
  try {
    const {version} = JSON.parse(await readFile(manifest, 'utf8')) as {version: string}
    return await translate(argv, version)
  } catch (error) {
    if (error instanceof AnsweredError) return undefined
    if (!(error instanceof PiwError)) throw error
    process.stderr.write([`Error: ${error.message}`, ...error.suggestions, ''].join('\n'))
    process.exitCode = EXIT_CODES[error.kind]
    return undefined
  }
}
