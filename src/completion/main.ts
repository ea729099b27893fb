import {readFile} from 'node:fs/promises'

import {resolveConfig} from '../config/resolve.js'
import {PackageLookup} from '../database/lookup.js'
import {type KnownFlags, readCommandLine} from './command-line.js'
import {shellWords} from './shell-words.js'

/** Maximum number of names offered. */
const LIMIT = 100

/** Timeout in milliseconds, as the user waits at a shell prompt. A tenth of it is typical. */
const PATIENCE = 1000

/** Exit codes, by what the shell offers then. */
const OFFERS = {
  /** Files: a value of a flag is being typed. */
  files: 1,
  /** What it would offer without this. */
  other: 2,
  /** What was printed. */
  printed: 0,
} as const

/**
 * Prints completions, one per line: names of packages, and where a whole line is given, flags. Errors are not shown, as
 * they would disturb the shell's command line.
 *
 * @param given the words after `piw`, the last of which is being typed; or the whole line so far, in one
 * @param manifest oclif's manifest of the commands
 * @returns the exit code
 */
export async function main(given: readonly string[], manifest: string): Promise<number> {
  const isLine = given.length === 1
  const [topic = '', ...words] = isLine ? shellWords(given[0] ?? '').slice(1) : given
  const {commands} = JSON.parse(await readFile(manifest, 'utf8')) as Manifest
  const part = words.length > 1 ? commands[`${topic}:${words[0]}`] : undefined
  const command = part ?? commands[topic]
  if (!command || words.length === 0) return OFFERS.other
  const {beginning, flags, kind} = readCommandLine(part ? words.slice(1) : words, command.flags)
  if (kind === 'value') return OFFERS.files
  if (kind === 'flag') {
    if (!isLine) return OFFERS.other
    print(namesOf(command.flags).filter((flag) => flag.startsWith(beginning)))
  } else if (command.args.package) {
    await Promise.race([offer(beginning, flags).catch(() => {}), patience()])
  } else if (!part) {
    return OFFERS.other
  }

  return OFFERS.printed
}

interface Command {
  readonly args: Readonly<Record<string, unknown>>
  readonly flags: KnownFlags
}

interface Manifest {
  readonly commands: Readonly<Record<string, Command>>
}

function namesOf(flags: KnownFlags): readonly string[] {
  return Object.entries(flags)
    .filter(([, {hidden}]) => !hidden)
    .map(([name]) => `--${name}`)
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

async function offer(beginning: string, {configuration, dsn}: Readonly<Record<string, string>>): Promise<void> {
  // The list of all names would be useless.
  if (beginning === '') return
  const settings = await resolveConfig({commandLine: {dsn}, configuration})
  const lookup = await PackageLookup.open({dsn: settings.dsn.value})
  const names = await lookup.startingWith(beginning, LIMIT)
  print(names)
  await lookup.close()
}

async function patience(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE).unref()
  })
}
