import type {Failure, Report} from '../rebuild/report.js'

import {PART_NAMES} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {formatChoice, formatCount, formatSeconds} from '../text/format.js'
import {ellipsis} from '../text/unicode.js'

/** The result of a run in a few lines. */
export function summarize(report: Report): string[] {
  const lines = [headline(report)]
  // The headline covers a single request.
  if (report.singleRequest) return lines
  for (const failure of report.failures) lines.push(`  ${describe(failure)}`)
  const more = report.refused + report.unanswered + report.unwritten - report.failures.length
  if (more > 0) lines.push(`  ${ellipsis()} and ${formatCount(more)} more`)
  return lines
}

/** Whether anything requested was not done. */
export function isLacking({refused, skipped, unanswered, unwritten}: Report): boolean {
  return refused + skipped + unanswered + unwritten > 0
}

function headline(report: Report): string {
  if (report.singleRequest) return singleHeadline(report)
  const {queued, refused, requeued, seconds, skipped, stopped, unanswered, unasked, upToDate} = report
  const counts = [
    `${formatCount(queued)} queued`,
    `${formatCount(refused)} refused`,
    `${formatCount(unanswered)} unanswered`,
    ...(requeued > 0 ? [`${formatCount(requeued)} queued again`] : []),
    ...(unasked > 0 ? [`${formatCount(unasked)} not requested`] : []),
    ...(report.waited ? [`${formatCount(report.written)} written`] : []),
    ...(report.unwritten > 0 ? [`${formatCount(report.unwritten)} not written`] : []),
    ...(upToDate > 0 ? [`${formatCount(upToDate)} up to date`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped (invalid name)`] : []),
  ]
  const waited = report.pace.longestWait
  const others = waited === null ? '' : `; other clients waited up to ${formatSeconds(waited)}`
  return `${stopped === null ? '' : `${stopped} `}${counts.join(', ')} in ${formatSeconds(seconds)}${others}.`
}

function singleHeadline(report: Report): string {
  const {stopped} = report
  return `${stopped === null ? '' : `${stopped} `}${singleResult(report)}`
}

function singleResult({failures: [failure], part, requested, waited}: Report): string {
  const what = part === 'home' || part === 'search' ? PART_NAMES[part] : `${PART_NAMES[part]} of all packages`
  if (requested === 0) return 'Nothing was requested.'
  if (!failure) return `${waited ? 'Written' : 'Queued'}: ${what}.`
  if (failure.status === 'unwritten') return `Queued, but ${failure.reason}: ${what}.`
  if (failure.status === 'unanswered' && failure.reason !== null) return `${capital(failure.reason)}: ${what}.`
  return failure.status === 'refused'
    ? `The master refused to rebuild ${what}: ${escapeControls(failure.reason ?? '')}`
    : `No answer: it is unknown whether ${what} will be rebuilt.`
}

function describe({package: name, reason, similar = [], status}: Failure): string {
  const meant =
    similar.length === 0 ? '' : ` (did you mean ${formatChoice(similar.map((other) => escapeControls(other)))}?)`
  return `${escapeControls(name ?? '')}: ${status === 'unanswered' ? (reason ?? 'no answer') : escapeControls(reason ?? '')}${meant}`
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
