import type {Checkpoint} from '../rebuild/books/checkpoint.js'
import type {RunEvent} from '../rebuild/events.js'
import type {Part} from '../rebuild/part.js'

import {selectionFlags} from '../rebuild/books/selection.js'
import {PART_NAMES} from '../rebuild/part.js'
import {LOST, type Outcome} from '../rebuild/requests/outcome.js'
import {escapeControls} from '../text/escape-controls.js'
import {formatCount, formatNumberOf, formatSeconds, formatTime} from '../text/format.js'

/** Shown while the master is gone. */
export const AWAY = 'The master is gone; waiting for it to return'

/**
 * Where a message is shown. The log file receives every message.
 *
 * - `error`: on the screen, always
 * - `warn`, `note`: on the screen, unless `--quiet` is given
 * - `info`: on the screen with `--verbose`
 * - `logged`: in the log file only
 */
export type Level = 'error' | 'info' | 'logged' | 'note' | 'warn'

/** Context of a run besides its events. */
export interface MessageContext {
  readonly part: Part
  readonly singleRequest: boolean
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, {readonly type: T}>

type Entry<T extends RunEvent['type']> = readonly [
  level: ((event: EventOf<T>) => Level) | Level,
  text: (event: EventOf<T>, context: MessageContext) => readonly string[] | string,
]

/** Level and text of each event's message; other events appear only in the status line or the report. */
const MESSAGES: {readonly [T in RunEvent['type']]?: Entry<T>} = {
  answered: ['info', ({outcomes}, {part}) => failuresOf(outcomes, part)],
  back: [
    ({again}) => (again === 0 ? 'info' : 'note'),
    ({again}, {singleRequest}) => {
      if (again === 0) return 'Connected to the master again; unanswered requests are sent again.'
      const what = singleRequest ? 'pages' : formatNumberOf(again, 'package')
      return `The master is back. Requesting again ${what} that it may not have written.`
    },
  ],
  busy: ['logged', ({seconds}) => `No answer for ${seconds} s; the master is connected and busy.`],
  canonical: ['info', ({name, raw}) => `"${escapeControls(raw)}" is requested as ${name}`],
  connecting: ['logged', (_event, {part}) => `A rebuild of ${PART_NAMES[part]} begins (process ${process.pid}).`],
  'database-back': ['info', () => 'The database is back; resuming after the last package.'],
  'database-lost': ['warn', ({problem}) => `${problem}: waiting for the database to return.`],
  'database-unreadable': ['warn', ({problem}) => `${problem}: only the master can read the list of all packages.`],
  hidden: [
    'warn',
    ({file, problem}) =>
      `${escapeControls(file)} is not readable (${escapeControls(problem)}); it counts as not written.`,
  ],
  invalid: ['warn', ({problem}) => `${problem}. Outstanding requests are sent again on a new connection.`],
  'list-changed': [
    'warn',
    ({file, problem}) =>
      `The list of failed packages is not as the stopped run left it (${escapeControls(file)}: ${escapeControls(problem)}). A new list begins.`,
  ],
  lost: ['warn', () => `${AWAY}.`],
  'no-pages': [
    'warn',
    ({folder}) => `No site pages in ${escapeControls(folder)} yet. Check output-path in piwheels.conf.`,
  ],
  pace: ['info', (event) => describePace(event)],
  restarted: [
    'note',
    ({count}) =>
      `The master has restarted since then. Requesting again ${formatNumberOf(count, 'package')} that it may not have written.`,
  ],
  resumable: [
    'note',
    ({checkpoint}) =>
      `An earlier run can be resumed by ${describeResume(checkpoint)}; this one starts from the beginning.`,
  ],
  resuming: ['note', (event) => describeCheckpoint(event)],
  settled: [
    'info',
    ({outcomes}, {part}) =>
      failuresOf(
        outcomes.filter((outcome) => !('isGivenUp' in outcome && !outcome.isGivenUp)),
        part,
      ),
  ],
  skipped: ['error', (event) => describeSkipped(event)],
  unlisted: ['warn', ({problem}) => `Failed packages cannot be listed in a file: ${problem}`],
  unresumable: [
    'warn',
    ({part}) => `The same rebuild of ${PART_NAMES[part]} is running; this one cannot be resumed if stopped.`,
  ],
  unsaved: ['warn', ({problem}) => `Progress cannot be saved, so this run cannot be resumed: ${problem}`],
  'up-to-date': ['note', ({olderThan}) => `No page is missing or older than ${formatTime(olderThan.time)}.`],
}

/** Messages of an event, and where to show them. */
export function messagesOf(event: RunEvent, context: MessageContext): {level: Level; texts: readonly string[]} {
  const entry = MESSAGES[event.type] as Entry<RunEvent['type']> | undefined
  if (!entry) return {level: 'logged', texts: []}
  const [level, text] = entry
  const texts = text(event, context)
  return {level: typeof level === 'string' ? level : level(event), texts: typeof texts === 'string' ? [texts] : texts}
}

function describeCheckpoint({checkpoint}: EventOf<'resuming'>): string {
  const {last, match, olderThan, queued, refused, skipped, started, total} = checkpoint
  const settled = formatCount(queued + refused + skipped)
  const age = olderThan ? ` with pages older than ${formatTime(new Date(olderThan.time))}` : ''
  const which = `${match === null ? 'packages' : `packages matching ${escapeControls(match)}`}${age}`
  const time = `${started.slice(0, 10)} ${started.slice(11, 16)} UTC`
  const end = last === null ? '' : `, up to ${escapeControls(last)}`
  return `Resuming the run of ${time}: ${settled} of ${formatCount(total)} ${which} done${end}`
}

function describePace({change, maxWait}: EventOf<'pace'>): string {
  const sending = `ending ${rounded(change.rate)} requests per second`
  switch (change.reason) {
    case 'adapted': {
      return `The master writes the pages of ${rounded(change.speed)} packages per second: s${sending}.`
    }

    case 'begun': {
      return `S${sending} until the master's speed is measured; other clients wait up to ${maxWait} s.`
    }

    case 'overloaded': {
      return `The master answered no client for ${formatSeconds(change.seconds)}: s${sending} until it has caught up.`
    }
  }
}

function describeResume({match, olderThan, part, queued, refused, skipped, total}: Checkpoint): string {
  const flags = ['--resume', ...selectionFlags(match, olderThan && olderThan.text)]
  const done = `${formatCount(queued + refused + skipped)} of ${formatCount(total)} done`
  return `rebuild ${part} ${flags.join(' ')} (${done})`
}

function describeSkipped(event: EventOf<'skipped'>): string {
  if (event.from === 'database') {
    return `Skipped an invalid package name in the database: "${escapeControls(event.name)}"`
  }

  const file = event.file === '-' ? 'Standard input' : escapeControls(event.file)
  return `${file}, line ${event.line}: ${event.problem}`
}

/** A line for each outcome that is a failure. */
function failuresOf(outcomes: readonly Outcome[], part: Part): readonly string[] {
  return outcomes.flatMap((outcome) => {
    const reason = reasonOf(outcome)
    return reason === undefined ? [] : [`${outcome.package ?? PART_NAMES[part]}: ${reason}`]
  })
}

function reasonOf(outcome: Outcome): string | undefined {
  switch (outcome.status) {
    case 'queued':
    case 'requeued':
    case 'unasked':
    case 'written': {
      // The summary counts what was not requested, and the list names it.
      return undefined
    }

    case 'refused': {
      return `refused, ${outcome.reason}`
    }

    case 'unanswered': {
      return outcome.wasQueued ? LOST : 'no answer; outcome unknown'
    }

    case 'unwritten': {
      return outcome.reason
    }
  }
}

/** Rates below 10 keep one decimal. */
function rounded(rate: number): string {
  return rate < 10 ? String(Math.round(rate * 10) / 10) : formatCount(rate)
}
