import path from 'node:path'

import type {Logger} from '../piw/logger.js'
import type {Part} from '../rebuild/part.js'
import type {Tally} from '../rebuild/report.js'
import type {Errand} from './errand.js'

import {FailureList} from '../rebuild/failure-list.js'
import {Ledger} from '../rebuild/ledger.js'

export interface LedgerPlace {
  /** oclif's data directory. */
  readonly dataDir: string
  readonly logger: Logger
  /** Which of the sockets that masters made the run is connected to. */
  readonly socket: () => string
  /** What was settled before this moment, by the clock of the pacing, has been written. */
  readonly writtenUntil: () => number
}

/** Opens the books of a run; one that goes on with an earlier one begins with what that came to. */
export function openLedger(errand: Errand, tally: Tally, place: LedgerPlace): Ledger {
  const {dataDir, logger, socket, writtenUntil} = place
  const {olderThan, part, resumption, total = 0} = errand
  const failures = new FailureList(
    () => failureFile(dataDir, part),
    (problem) => {
      logger.warn(`What is not queued is not listed in a file: ${problem}`)
    },
  )
  const {checkpoint, file} = resumption ?? {}
  if (checkpoint) tally.continue(checkpoint)
  if (checkpoint?.failureList) failures.continue(checkpoint.failureList)
  return new Ledger({
    failures,
    onProblem: (problem) => logger.warn(`How far this run has come cannot be saved, to be resumed: ${problem}`),
    resumable: file &&
      resumption && {
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

function failureFile(dataDir: string, part: Part): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return path.join(dataDir, 'rebuild', `${part}-not-done-${time}-${process.pid}.txt`)
}
