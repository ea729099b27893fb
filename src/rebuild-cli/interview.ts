import {setTimeout as delay} from 'node:timers/promises'

import type {PackageLookup} from '../database/lookup.js'

import {PiwError} from '../errors/piw-error.js'
import {ask} from '../piw/ask.js'
import {confirm} from '../piw/confirm.js'
import {type PackagePart, type Part, PART_NAMES, parts} from '../rebuild/part.js'
import {formatNumberOf} from '../text/format.js'
import {question} from '../view/question.js'

/** What the user chose to rebuild, as a command line. */
export interface Choice {
  readonly args: readonly string[]
  readonly part: Part
}

export interface InterviewOptions {
  readonly dsn: string
  readonly signal: AbortSignal
  /** Summary of a part's command. */
  readonly summaryOf: (part: Part) => string | undefined
  /** Receives the reason if names cannot be read from the database. */
  readonly warn: (problem: string) => void
}

/** Maximum number of names offered at a time. */
const OFFERED = 50

/** Debounce delay of the name lookup, in milliseconds. */
const PAUSE = 100

/** Value of the choice that ends the selection; not a package name. */
const DONE = ''

/**
 * Prompts for what to rebuild, and for confirmation.
 *
 * @throws {DeclinedError} when the answer is no, and at Ctrl-C or end of input
 * @throws {InterruptedError} when the signal is aborted
 */
export async function interview(options: InterviewOptions): Promise<Choice> {
  const {signal} = options
  const part = await askPart(options)
  if (part === 'home' || part === 'search') {
    await confirm(`This will rebuild ${PART_NAMES[part]}. Continue?`, signal)
    return {args: [], part}
  }

  const lookup = await openLookup(options)
  try {
    if (await askWhetherAll(signal)) {
      const count = await lookup?.count()
      await confirm(question({checkpoint: undefined, count, match: undefined, part}), signal)
      return {args: count === undefined ? ['--yes', '--single-request'] : ['--yes'], part}
    }

    const names = await (lookup ? search(lookup, signal) : askNames(signal))
    await confirm(questionFor(part, names), signal)
    return {args: names, part}
  } finally {
    await lookup?.close()
  }
}

function questionFor(part: PackagePart, names: readonly string[]): string {
  return `This will rebuild ${PART_NAMES[part]} for ${formatNumberOf(names.length, 'package')}: ${names.join(', ')}. Continue?`
}

async function askPart({signal, summaryOf}: InterviewOptions): Promise<Part> {
  const choices = parts.map((part) => ({
    description: summaryOf(part) ?? '',
    name: `${part.padEnd(8)} ${PART_NAMES[part]}`,
    short: part,
    value: part,
  }))
  const {part} = await ask(
    (prompt, theme) =>
      prompt([{choices, message: 'What do you want to rebuild?', name: 'part' as const, theme, type: 'select'}]),
    signal,
  )
  return part as Part
}

async function askWhetherAll(signal: AbortSignal): Promise<boolean> {
  const choices = [
    {name: 'Selected packages', value: false},
    {name: 'All packages', value: true},
  ]
  const {isAll} = await ask(
    (prompt, theme) =>
      prompt([{choices, message: 'For which packages?', name: 'isAll' as const, theme, type: 'select'}]),
    signal,
  )
  return isAll as boolean
}

/** Prompts for names without a database. */
async function askNames(signal: AbortSignal): Promise<readonly string[]> {
  const {namedPackages} = await import('../packages/named.js')
  const split = (line: string) => line.split(/[\s,]+/).filter((name) => name !== '')

  function validate(line: string): string | true {
    try {
      const {count} = namedPackages(split(line))
      return count ? true : 'Name at least one package.'
    } catch (error) {
      if (error instanceof PiwError) return error.message
      throw error
    }
  }

  const {line} = await ask(
    (prompt, theme) =>
      prompt([{message: 'Package names, separated by spaces:', name: 'line', theme, type: 'input', validate}]),
    signal,
  )
  const names: string[] = []
  for await (const some of namedPackages(split(line))) names.push(...some)
  return names
}

async function openLookup({dsn, signal, warn}: InterviewOptions): Promise<PackageLookup | undefined> {
  const [{PackageLookup: Lookup}, {DatabaseError}] = await Promise.all([
    import('../database/lookup.js'),
    import('../database/database-error.js'),
  ])
  try {
    return await Lookup.open({dsn, signal})
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind === 'usage') throw error
    warn(`${error.message}: names cannot be looked up.`)
    return undefined
  }
}

/** Lets the user select packages one by one, each by part of its name. */
async function search(lookup: PackageLookup, signal: AbortSignal): Promise<readonly string[]> {
  const {default: inquirer} = await import('inquirer')
  const hint = new inquirer.Separator('Type part of a package name.')
  const chosen = new Set<string>()
  const done = {name: "No, that's all", short: 'no', value: DONE}

  async function source(typed: string | undefined, {signal: superseded}: {readonly signal: AbortSignal}) {
    if (!typed) return chosen.size === 0 ? [hint] : [done, hint]
    await delay(PAUSE, undefined, {signal: superseded})
    const names = await lookup.containing(typed, OFFERED + chosen.size)
    return names.filter((name) => !chosen.has(name)).map((name) => ({name, value: name}))
  }

  for (;;) {
    const message = chosen.size === 0 ? 'Which package?' : 'Another one?'
    const {name} = await ask(
      (prompt, theme) => prompt([{message, name: 'name', source, theme, type: 'search'}]),
      signal,
    )
    if (name === DONE) return [...chosen]
    chosen.add(name as string)
  }
}
