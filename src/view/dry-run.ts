import {once} from 'node:events'

import type {PackageSource} from '../packages/source.js'
import type {When} from '../pages/when.js'
import type {Pacing} from '../rebuild-cli/pacing.js'
import type {Tally} from '../rebuild/report.js'

import {type PackagePart, PART_NAMES} from '../rebuild/part.js'
import {escapeControlsInJson} from '../text/escape-controls.js'
import {formatCount, formatNumberOf, formatTime} from '../text/format.js'
import {describePace, secondsFor} from './pace-words.js'

export interface DryRunOptions {
  /** How many packages there are, where they have been counted already. */
  readonly count?: number | undefined
  readonly form: 'count' | 'json' | 'names'
  /** Which pages would be asked for, where it is only the outdated ones. */
  readonly olderThan: undefined | When
  /** At which pace they would be requested. */
  readonly pacing: Pacing
  readonly part: PackagePart
  /** The packages; undefined where the master would be asked to expand the list by itself. */
  readonly source: PackageSource | undefined
  /** Counts those that are left out. */
  readonly tally: Tally
  /** Whether the pages would be waited for. */
  readonly waits: boolean
}

/**
 * Says what would be asked for, on standard output; the names one by one as they come, however many there are.
 * What goes wrong then is told in the JSON document, of which half may be printed, and returned.
 *
 * @throws what goes wrong otherwise
 */
export async function dryRun(options: DryRunOptions, errorJson: (error: Error) => unknown): Promise<Error | undefined> {
  const {form, olderThan, pacing, part, source, tally, waits} = options
  const output = new Output()
  if (form === 'json') return printJson(output, options, errorJson)
  let {count = 0} = options
  for await (const names of options.count === undefined ? (source ?? []) : []) {
    count += names.length
    if (form === 'names') await output.write(names.map((name) => `${name}\n`).join(''))
    if (output.closed) return undefined
  }

  const what = source ? formatNumberOf(count, 'package') : 'all packages, in one request that the master expands'
  const age = olderThan
    ? `, those missing or older than ${formatTime(olderThan.time)} (${formatCount(tally.upToDate)} ${tally.upToDate === 1 ? 'is' : 'are'} up to date)`
    : ''
  const forecast = pacing.forecast(count)
  // Few go at once: there is nothing to say about it.
  const isWorthSaying = source && (pacing.wish.rate !== undefined || waits || forecast.pace.kind === 'adaptive')
  const how = isWorthSaying ? `, ${describePace(count, forecast)}` : ''
  const line = `Would ask for ${PART_NAMES[part]} of ${what}${age}${how}. Nothing was sent.\n`
  // Standard output is for the names alone, so that they can be kept and given to --packages-from.
  if (form === 'names') process.stderr.write(line)
  else await output.write(line)
  return undefined
}

async function printJson(
  output: Output,
  {olderThan, pacing, part, source, tally, waits}: DryRunOptions,
  errorJson: (error: Error) => unknown,
): Promise<Error | undefined> {
  const head = {
    dryRun: true,
    olderThan: olderThan?.time.toISOString() ?? null,
    part,
    singleRequest: source === undefined,
  }
  await output.write(`${JSON.stringify(head).slice(0, -1)},"packages":${source ? '[' : 'null'}`)
  let count = 0
  let failure: Error | undefined
  try {
    for await (const names of source ?? []) {
      await output.write(`${count === 0 ? '' : ','}${escapeControlsInJson(JSON.stringify(names)).slice(1, -1)}`)
      count += names.length
      if (output.closed) return undefined
    }
  } catch (error) {
    failure = error as Error
  }

  const forecast = pacing.forecast(count)
  const {pace} = forecast
  const rest = {
    count: source ? count : null,
    pace: source
      ? {
          kind: pace.kind,
          maxWait: pace.kind === 'adaptive' ? pace.maxWait : null,
          rate: pace.kind === 'fixed' ? pace.rate : null,
        }
      : null,
    seconds: source ? Math.round(secondsFor(count, forecast) * 10) / 10 : null,
    skipped: tally.skipped,
    upToDate: tally.upToDate,
    waits,
    ...(failure && (errorJson(failure) as object)),
  }
  await output.write(`${source ? ']' : ''},${escapeControlsInJson(JSON.stringify(rest)).slice(1)}\n`)
  return failure
}

/** Standard output, written no faster than it is read. */
class Output {
  /** Whether its reader has had enough, as `head` soon has. */
  closed = false

  constructor() {
    process.stdout.once('error', () => {
      this.closed = true
    })
  }

  async write(text: string): Promise<void> {
    if (this.closed || process.stdout.write(text)) return
    // What ends the waiting otherwise is noted above.
    await once(process.stdout, 'drain').catch(() => {})
  }
}
