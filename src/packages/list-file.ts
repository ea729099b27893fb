import type {Readable} from 'node:stream'

import type {OnCanonical, PackageSource} from './source.js'

import {type ErrorKind, PiwError, type PiwErrorOptions} from '../errors/piw-error.js'
import {reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {type ListInput, openInput, standardInput} from './list-input.js'
import {type BadLine, type NameLine, readLines} from './list-lines.js'
import {UniqueNames} from './unique.js'

export interface ListFileOptions {
  /** The path of the list; `-` is standard input. */
  readonly file: string
  /** Called with each line skipped as invalid, if the list could not be checked beforehand. */
  readonly onBadLine?: ((line: BadLine) => void) | undefined
  /** Called with each name that was not in canonical form, when it is read. */
  readonly onCanonical?: OnCanonical | undefined
  /** Stops reading, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** `process.stdin` unless given. */
  readonly stdin?: Readable | undefined
}

/** A list that cannot be read, or contains invalid lines. Of kind `usage` unless given: nothing was sent. */
export class ListFileError extends PiwError {
  override readonly name = 'ListFileError'

  constructor(message: string, options: PiwErrorOptions = {}) {
    super(message, {kind: 'usage', ...options})
  }
}

/** The maximum number of bad lines in a message. */
const SHOWN_LINES = 5

/**
 * The packages of a list, one per line: canonical, in the same order, without repeats (within the limits of
 * {@link UniqueNames}). A regular file is read twice: first to count its names and refuse a list with bad lines, then to
 * yield them. Any other file, such as standard input, is streamed, its bad lines reported and skipped.
 *
 * @throws {@link ListFileError} if the list cannot be read, or has bad lines
 */
export async function openListFile(options: ListFileOptions): Promise<PackageSource> {
  const input = openInputOf(options)
  try {
    return {
      close: () => input.close(),
      count: input.isRegular ? await countNames(input, options) : undefined,
      [Symbol.asyncIterator]: () => names(input, options),
    }
  } catch (error) {
    await input.close()
    throw error
  }
}

function openInputOf({file, stdin = process.stdin}: ListFileOptions): ListInput {
  if (file === '-') return standardInput(stdin)
  try {
    return openInput(file)
  } catch (error) {
    throw unreadable(escapeControls(file), error)
  }
}

async function countNames(input: ListInput, options: ListFileOptions): Promise<number> {
  const first: BadLine[] = []
  const unique = new UniqueNames()
  let bad = 0
  let count = 0
  for await (const lines of linesOf(input, options, 'usage')) {
    for (const line of lines) {
      if ('name' in line) count += unique.add(line.name) ? 1 : 0
      else if (++bad <= SHOWN_LINES) first.push(line)
    }
  }

  if (bad > 0) throw badLines(input.name, first, bad)
  return count
}

async function* names(input: ListInput, options: ListFileOptions): AsyncGenerator<readonly string[]> {
  const {signal} = options
  const unique = new UniqueNames()
  try {
    for await (const lines of linesOf(input, options, 'failure')) {
      signal?.throwIfAborted()
      yield* namesOf(lines, unique, options)
    }
  } finally {
    await input.close()
  }
}

/** The names of some lines, in batches that end where a line is reported: reports come in the order of the lines. */
function* namesOf(
  lines: readonly (BadLine | NameLine)[],
  unique: UniqueNames,
  {onBadLine, onCanonical}: ListFileOptions,
): Generator<readonly string[]> {
  let batch: string[] = []
  for (const line of lines) {
    const isPlain = 'name' in line && line.raw === line.name
    if (!isPlain && batch.length > 0) {
      yield batch
      batch = []
    }

    if ('problem' in line) onBadLine?.(line)
    else if (!isPlain) onCanonical?.(line.raw, line.name)
    if ('name' in line && unique.add(line.name)) batch.push(line.name)
  }

  if (batch.length > 0) yield batch
}

/** The parsed lines; throws errors of the given kind, `failure` if names have been yielded before. */
async function* linesOf(
  input: ListInput,
  {signal}: ListFileOptions,
  kind: ErrorKind,
): AsyncGenerator<(BadLine | NameLine)[]> {
  signal?.throwIfAborted()
  try {
    yield* readLines(input.read(signal))
  } catch (error) {
    signal?.throwIfAborted()
    throw unreadable(input.name, error, kind)
  }
}

/** The error for a list with bad lines: their number, and the first ones. */
function badLines(list: string, first: readonly BadLine[], total: number): ListFileError {
  const [only] = first
  if (total === 1 && only) return new ListFileError(`${list}, line ${only.line}: ${only.problem}`)
  const lines = first.map(({line, problem}) => `  line ${line}: ${problem}`)
  if (total > first.length) lines.push(`  and ${total - first.length} more`)
  return new ListFileError([`${list} has ${total} lines that are not package names:`, ...lines].join('\n'))
}

/** The error for a list that cannot be opened or read. */
function unreadable(list: string, cause: unknown, kind: ErrorKind = 'usage'): ListFileError {
  return new ListFileError(
    list === ''
      ? '--packages-from: expected the name of a file, found nothing'
      : `Cannot read ${list}: ${reasonOf(cause)}`,
    {
      cause,
      kind,
      suggestions: ['Give --packages-from a file with one package name per line, or - for standard input.'],
    },
  )
}
