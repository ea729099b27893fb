import {readFile} from 'node:fs/promises'

import {resolveConfig} from '../config/resolve.js'
import {PackageLookup} from '../database/lookup.js'
import {type KnownFlags, readCommandLine} from './command-line.js'

/** How many names are offered; more than that nobody reads. */
const LIMIT = 100

/** When to give up, in milliseconds: somebody waits at a shell's prompt. It takes a tenth of that as a rule. */
const PATIENCE = 1000

/**
 * Prints the names of packages that a command line may go on with, one a line. It says nothing of what goes wrong: on a
 * shell's command line it would be in the way.
 *
 * @param words what stands behind `piw`; the last word is still being typed
 * @param manifest oclif's manifest of the commands
 * @returns whether it is a package that is being typed
 */
export async function main(words: readonly string[], manifest: string): Promise<boolean> {
  const [topic = '', command = '', ...rest] = words
  const {commands} = JSON.parse(await readFile(manifest, 'utf8')) as Manifest
  const {args, flags} = commands[`${topic}:${command}`] ?? {}
  if (!args?.package || !flags || rest.length === 0) return false
  const typed = readCommandLine(rest, flags)
  if (!typed) return false
  await Promise.race([offer(typed.beginning, typed.flags).catch(() => {}), patience()])
  return true
}

interface Manifest {
  readonly commands: Readonly<Record<string, {readonly args: Readonly<Record<string, unknown>>; flags: KnownFlags}>>
}

async function offer(beginning: string, {configuration, dsn}: Readonly<Record<string, string>>): Promise<void> {
  // All the names there are would be of no use.
  if (beginning === '') return
  const settings = await resolveConfig({commandLine: {dsn}, configuration})
  const lookup = await PackageLookup.open({dsn: settings.dsn.value})
  const names = await lookup.startingWith(beginning, LIMIT)
  process.stdout.write(names.map((name) => `${name}\n`).join(''))
  await lookup.close()
}

async function patience(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE).unref()
  })
}
