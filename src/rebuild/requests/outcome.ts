import type {RebuildRequest, ReplyTo} from '../../import-queue/messages.js'

/**
 * What became of a request: `queued`, the master confirmed it; `refused`, with the master's reason; `unanswered`, it
 * was sent, and its outcome is unknown; `unasked`, the run ended before it was sent.
 *
 * A queued request has a second outcome if the master may have died before writing the page: `requeued` if it was queued
 * again; otherwise `refused` or `unanswered`, and it no longer counts as queued.
 *
 * With `wait`, a queued request finally becomes `written` or `unwritten`; an unwritten page was given up, or the run
 * ended before it was written.
 */
export type Outcome = {readonly package: null | string} & (
  | {readonly isGivenUp: boolean; readonly reason: string; readonly status: 'unwritten'}
  | {readonly reason: string; readonly status: 'refused'; readonly wasQueued?: true}
  | {readonly status: 'queued' | 'requeued' | 'unasked' | 'written'}
  | {readonly status: 'unanswered'; readonly wasQueued?: true}
)

/** Reason for a queued request that was not queued again after the master died. */
export const LOST = 'queued, but the master may have died before writing the page'

/** Whether the request had been queued before. */
export function isRepeat(outcome: Outcome): boolean {
  return outcome.status === 'requeued' || ('wasQueued' in outcome && outcome.wasQueued === true)
}

/** Whether the outcome is final, so that a resumed run can continue after it. */
export function isSettled(outcome: Outcome): boolean {
  if (outcome.status === 'unwritten') return outcome.isGivenUp
  return outcome.status !== 'unanswered' && outcome.status !== 'unasked'
}

/** The package of a request; null if it names none. */
export function packageOf([, [, name = null]]: RebuildRequest): null | string {
  return name
}

/**
 * The outcome of an answered request.
 *
 * @param request the request
 * @param reply its answer
 * @param wasQueued whether the request had been queued before
 */
export function outcomeOf(request: RebuildRequest, reply: ReplyTo<RebuildRequest>, wasQueued: boolean): Outcome {
  const name = packageOf(request)
  if (reply[0] === 'DONE') return {package: name, status: wasQueued ? 'requeued' : 'queued'}
  return {package: name, reason: reply[1], status: 'refused', ...(wasQueued && {wasQueued})}
}

/** The outcome of a request that will not be answered. */
export function unanswered(request: RebuildRequest, wasQueued: boolean): Outcome {
  return {package: packageOf(request), status: 'unanswered', ...(wasQueued && {wasQueued})}
}
