import {readFile} from 'node:fs/promises'

import {EXIT_CODES} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {withoutPasswords} from '../text/without-passwords.js'
import {AnsweredError} from './parser.js'
import {translate} from './translate.js'

/**
 * Runs piw-rebuild: the commands of piw with the command line of Python's piw-rebuild.
 *
 * @param argv the arguments
 * @param manifest the package.json of the oclif CLI whose commands are run
 */
export async function main(argv: readonly string[], manifest: string): Promise<void> {
  // The reader may close the pipe before the end of the help.
  process.stdout.on('error', () => {})
  const args = await translated(argv, manifest)
  if (!args) return
  // Loaded on use: help and usage errors do not need it.
  const {runCommand} = await import('../standalone/run.js')
  await runCommand(args, manifest)
}

/** The command line of piw; undefined if help, version or an error was printed. */
async function translated(argv: readonly string[], manifest: string): Promise<readonly string[] | undefined> {
  try {
    const {version} = JSON.parse(await readFile(manifest, 'utf8')) as {version: string}
    return await translate(argv, version)
  } catch (error) {
    if (error instanceof AnsweredError) return undefined
    if (!(error instanceof PiwError)) throw error
    process.stderr.write([`Error: ${withoutPasswords(error.message)}`, ...error.suggestions, ''].join('\n'))
    process.exitCode = EXIT_CODES[error.kind]
    return undefined
  }
}
