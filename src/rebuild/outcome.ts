import type {RebuildRequest, ReplyTo} from '../import-queue/messages.js'

/**
 * What became of a request: `queued`, the master confirmed it; `refused`, with the master's reason; `unanswered`, it
 * was sent, but nobody can tell what became of it; `unasked`, the run ended before it was sent.
 *
 * Where the pages are waited for, a request that was queued is either `written` or `unwritten` in the end, which is
 * given up for good, or only because the run ended.
 */
export type Outcome = {readonly package: null | string} & (
  | {readonly isGivenUp: boolean; readonly reason: string; readonly status: 'unwritten'}
  | {readonly reason: string; readonly status: 'refused'}
  | {readonly status: 'queued' | 'written'}
  | {readonly status: 'unanswered' | 'unasked'}
)

/** Whether nothing more is to come of a request, so that a run that is taken up can go on behind it. */
export function isSettled(outcome: Outcome): boolean {
  if (outcome.status === 'unwritten') return outcome.isGivenUp
  return outcome.status !== 'unanswered' && outcome.status !== 'unasked'
}

/** The package that a request names; null where it names none. */
export function packageOf([, [, name = null]]: RebuildRequest): null | string {
  return name
}

/** What the master's answer makes of a request. */
export function outcomeOf(request: RebuildRequest, reply: ReplyTo<RebuildRequest>): Outcome {
  const name = packageOf(request)
  return reply[0] === 'DONE' ? {package: name, status: 'queued'} : {package: name, reason: reply[1], status: 'refused'}
}
