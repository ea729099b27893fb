import type {RebuildRequest, ReplyTo} from '../../import-queue/messages.js'

/**
 * What became of a request: `queued`, the master confirmed it; `refused`, with the master's reason; `unanswered`, it
 * was sent, and its outcome is unknown; `unasked`, the run ended before it was sent.
 *
 * A request that was queued has another outcome when the master died before it may have written the page: `requeued`
 * where it was queued again, otherwise `refused` or `unanswered`, and then it counts as queued no longer.
 *
 * Where the pages are waited for, a request that was queued is either `written` or `unwritten` in the end, which is
 * given up for good, or only because the run ended.
 */
export type Outcome = {readonly package: null | string} & (
  | {readonly isGivenUp: boolean; readonly reason: string; readonly status: 'unwritten'}
  | {readonly reason: string; readonly status: 'refused'; readonly wasQueued?: true}
  | {readonly status: 'queued' | 'requeued' | 'unasked' | 'written'}
  | {readonly status: 'unanswered'; readonly wasQueued?: true}
)

/** What is said of a request that was queued, where the master died and did not queue it again. */
export const LOST = 'queued, but the master may have died before it was written'

/** Whether it is the outcome of a request that had been queued before. */
export function isRepeat(outcome: Outcome): boolean {
  return outcome.status === 'requeued' || ('wasQueued' in outcome && outcome.wasQueued === true)
}

/** Whether nothing more is to come of a request, so that a run that is taken up can go on behind it. */
export function isSettled(outcome: Outcome): boolean {
  if (outcome.status === 'unwritten') return outcome.isGivenUp
  return outcome.status !== 'unanswered' && outcome.status !== 'unasked'
}

/** The package that a request names; null where it names none. */
export function packageOf([, [, name = null]]: RebuildRequest): null | string {
  return name
}

/**
 * What the master's answer makes of a request.
 *
 * @param request which was sent
 * @param reply the answer to it
 * @param wasQueued whether the request had been queued before
 */
export function outcomeOf(request: RebuildRequest, reply: ReplyTo<RebuildRequest>, wasQueued: boolean): Outcome {
  const name = packageOf(request)
  if (reply[0] === 'DONE') return {package: name, status: wasQueued ? 'requeued' : 'queued'}
  return {package: name, reason: reply[1], status: 'refused', ...(wasQueued && {wasQueued})}
}

/** What is made of a request that was sent, where nothing more is to come. */
export function unanswered(request: RebuildRequest, wasQueued: boolean): Outcome {
  return {package: packageOf(request), status: 'unanswered', ...(wasQueued && {wasQueued})}
}
