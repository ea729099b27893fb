import path from 'node:path'

import type {Context} from '../context.js'
import type {Task} from '../task.js'

import {describeDsn} from '../../database/dsn.js'
import {FailureList} from './failure-list.js'
import {Ledger} from './ledger.js'

export interface LedgerSources {
  /** Identity of the master's socket. */
  readonly socket: () => string
  /** Pages of requests settled before this time, by the clock of the pacing, have been written. */
  readonly writtenUntil: () => number
}

/** Opens the ledger of a run; that of a resumed run starts with the outcomes of the earlier part. */
export function openLedger(task: Task, context: Context, {socket, writtenUntil}: LedgerSources): Ledger {
  const {address, dsn, events, stateDir} = context
  const {olderThan, part, resumption, tally, total = 0} = task
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const failures = new FailureList({
    name(attempt) {
      const number = attempt === 1 ? '' : `-${attempt}`
      return path.join(stateDir, `${part}-not-done-${time}-${process.pid}${number}.txt`)
    },
    onChanged: (file, problem) => events.add({file, problem, type: 'list-changed'}),
    onProblem: (problem) => events.add({problem, type: 'unlisted'}),
  })
  const {checkpoint, file} = resumption ?? {}
  if (checkpoint) tally.continue(checkpoint)
  if (checkpoint?.failureList) failures.continue(checkpoint.failureList)
  return new Ledger({
    failures,
    onProblem: (problem) => events.add({problem, type: 'unsaved'}),
    resumable: file &&
      resumption && {
        address,
        database: describeDsn(dsn),
        file,
        last: checkpoint?.last ?? undefined,
        match: resumption.match ?? null,
        olderThan: olderThan ? {text: olderThan.text, time: olderThan.time.toISOString()} : null,
        part: resumption.part,
        repeatsUntil: resumption.repeatsUntil,
        safe: checkpoint?.safe,
        socket,
        started: checkpoint?.started ?? new Date().toISOString(),
        total: checkpoint?.total ?? total,
        writtenUntil,
      },
    tally,
  })
}
