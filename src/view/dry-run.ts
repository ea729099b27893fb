import {once} from 'node:events'

import type {RunEvent} from '../rebuild/events.js'
import type {Preview} from '../rebuild/preview.js'
import type {RunView} from './run-view.js'

import {PART_NAMES} from '../rebuild/part.js'
import {escapeControlsInJson} from '../text/escape-controls.js'
import {formatCount, formatNumberOf, formatTime} from '../text/format.js'
import {describePace, secondsFor} from './pace-words.js'

export interface DryRunOptions {
  /** What a JSON document says of an error. */
  readonly errorJson: (error: Error) => object
  readonly form: 'count' | 'json' | 'names'
  readonly hasRate: boolean
  readonly view: RunView
}

/**
 * Shows what would be requested, on standard output; the names one by one as they come, however many there are.
 *
 * @returns undefined where the reader of standard output has had enough
 * @throws what went wrong, unless half of a JSON document was printed by then: that tells of it
 */
export async function showDryRun(
  previewing: AsyncGenerator<readonly RunEvent[], Preview, undefined>,
  options: DryRunOptions,
): Promise<Preview | undefined> {
  const {form, view} = options
  const output = new Output()
  let isFirst = true
  try {
    for (;;) {
      const {done, value} = await previewing.next()
      if (done) {
        await end(value, output, options)
        return value
      }

      await view.show(value)
      for (const event of value) {
        if (event.type === 'previewing' && form === 'json') await output.write(head(event, options))
        if (event.type !== 'names' || form === 'count') continue
        const {names} = event
        const json = form === 'json' && escapeControlsInJson(JSON.stringify(names)).slice(1, -1)
        await output.write(json ? `${isFirst ? '' : ','}${json}` : names.map((name) => `${name}\n`).join(''))
        isFirst = false
      }

      if (output.closed) return undefined
    }
  } finally {
    await previewing.return({} as Preview)
  }
}

async function end(preview: Preview, output: Output, options: DryRunOptions): Promise<void> {
  if (options.form === 'json') return output.write(tail(preview, options))
  if (preview.error) throw preview.error
  const line = `${describe(preview, options)}. Nothing was sent.\n`
  // Standard output is for the names alone, so that they can be kept and given to --packages-from.
  if (options.form === 'names') process.stderr.write(line)
  else await output.write(line)
}

function describe({count, olderThan, pace, upToDate}: Preview, {hasRate}: DryRunOptions): string {
  const what =
    count === undefined ? 'all packages, in one request that the master expands' : formatNumberOf(count, 'package')
  const age = olderThan
    ? `, those missing or older than ${formatTime(olderThan.time)} (${formatCount(upToDate)} ${upToDate === 1 ? 'is' : 'are'} up to date)`
    : ''
  // Few go at once: there is nothing to say about it.
  const isWorthSaying = hasRate || pace.waits || pace.choice.kind === 'adaptive'
  const how = count !== undefined && isWorthSaying ? `, ${describePace(count, pace)}` : ''
  return `Would request ${PART_NAMES[pace.part]} of ${what}${age}${how}`
}

function head(
  {olderThan, singleRequest}: Extract<RunEvent, {readonly type: 'previewing'}>,
  {view}: DryRunOptions,
): string {
  const {part} = view
  const json = JSON.stringify({dryRun: true, olderThan: olderThan?.time.toISOString() ?? null, part, singleRequest})
  return `${json.slice(0, -1)},"packages":${singleRequest ? 'null' : '['}`
}

function tail({count, error, pace, skipped, upToDate}: Preview, {errorJson}: DryRunOptions): string {
  const {choice, waits} = pace
  const rest = {
    count: count ?? null,
    pace:
      count === undefined
        ? null
        : {
            kind: choice.kind,
            maxWait: choice.kind === 'adaptive' ? choice.maxWait : null,
            rate: choice.kind === 'fixed' ? choice.rate : null,
          },
    seconds: count === undefined ? null : Math.round(secondsFor(count, pace) * 10) / 10,
    skipped,
    upToDate,
    waits,
    ...(error && errorJson(error)),
  }
  return `${count === undefined ? '' : ']'},${escapeControlsInJson(JSON.stringify(rest)).slice(1)}\n`
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
