import {readFile} from 'node:fs/promises'

import {resolveConfig} from '../config/resolve.js'
import {PackageLookup} from '../database/lookup.js'
import {type KnownFlags, readCommandLine} from './command-line.js'

/** Maximum number of names offered. */
const LIMIT = 100

/** Timeout in milliseconds, as the user waits at a shell prompt. A tenth of it is typical. */
const PATIENCE = 1000

/**
 * Prints completions of a package name, one per line. Errors are not shown, as they would disturb the shell's command
 * line.
 *
 * @param words the words after `piw`; the last one is being typed
 * @param manifest oclif's manifest of the commands
 * @returns whether the word being typed is a package
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
  // The list of all names would be useless.
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
