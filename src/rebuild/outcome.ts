import type {RebuildRequest, ReplyTo} from '../import-queue/messages.js'

/**
 * What became of a request: `queued`, the master confirmed it; `refused`, with the master's reason; `unanswered`, it
 * was sent, but nobody can tell what became of it; `unasked`, the run ended before it was sent.
 */
export type Outcome = {readonly package: null | string} & (
  | {readonly reason: string; readonly status: 'refused'}
  | {readonly status: 'queued'}
  | {readonly status: 'unanswered' | 'unasked'}
)

/** The package that a request names; null where it names none. */
export function packageOf([, [, name = null]]: RebuildRequest): null | string {
  return name
}

/** What the master's answer makes of a request. */
export function outcomeOf(request: RebuildRequest, reply: ReplyTo<RebuildRequest>): Outcome {
  const name = packageOf(request)
  return reply[0] === 'DONE' ? {package: name, status: 'queued'} : {package: name, reason: reply[1], status: 'refused'}
}
