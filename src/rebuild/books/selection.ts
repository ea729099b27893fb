import {createHash} from 'node:crypto'
import {readdirSync} from 'node:fs'
import path from 'node:path'

import type {When} from '../../pages/when.js'
import type {PackagePart} from '../part.js'

import {describeDsn} from '../../database/dsn.js'
import {checkPattern} from '../../packages/pattern.js'
import {quoted} from '../../text/quoted.js'
import {type Checkpoint, CheckpointFile} from './checkpoint.js'

/** What a run over all packages rebuilds. Each selection has a checkpoint of its own. */
export interface Selection {
  /** Address of the import queue. */
  readonly address: string
  /** The database of packages. */
  readonly dsn: string
  /** Undefined for every package. */
  readonly match: string | undefined
  /** Undefined for pages of any age. */
  readonly olderThan: undefined | When
  readonly part: PackagePart
}

/** The checkpoint file of a selection. */
export function checkpointFileOf({match, olderThan, ...rest}: Selection, stateDir: string): CheckpointFile {
  const {address, dsn, part} = rest
  const identity = JSON.stringify([address, describeDsn(dsn), patternOf(match), olderThan?.text])
  const key = createHash('sha256').update(identity).digest('hex').slice(0, 12)
  return new CheckpointFile(path.join(stateDir, `${part}-${key}.json`))
}

/** A stopped run. */
export interface Stopped {
  readonly checkpoint: Checkpoint
  readonly file: CheckpointFile
}

/** All stopped runs of a part, and the errors of checkpoints that cannot be read. */
export function stoppedRuns(part: PackagePart, stateDir: string): {damaged: Error[]; stopped: Stopped[]} {
  const damaged: Error[] = []
  const stopped: Stopped[] = []
  for (const name of namesIn(stateDir)) {
    if (!new RegExp(`^${part}-[0-9a-f]{12}\\.json$`).test(name)) continue
    const file = new CheckpointFile(path.join(stateDir, name))
    try {
      const checkpoint = file.read()
      if (checkpoint) stopped.push({checkpoint, file})
    } catch (error) {
      damaged.push(error as Error)
    }
  }

  return {damaged, stopped}
}

/** The flags that name a run beside `--resume`; none for that of all packages. */
export function selectionFlags(match: null | string, olderThan: null | string): readonly string[] {
  return [
    ...(match === null ? [] : ['--match', quoted(match)]),
    ...(olderThan === null ? [] : ['--older-than', quoted(olderThan)]),
  ]
}

/** Whether a checkpoint is for the master and the database of a selection. */
export function isThere({address, database}: Checkpoint, selection: Selection): boolean {
  return address === selection.address && database === describeDsn(selection.dsn)
}

/** Whether a checkpoint has the pattern of a selection; `*` matches every package. */
export function hasPattern(checkpoint: Checkpoint, {match}: Selection): boolean {
  return patternOf(match) === patternOf(checkpoint.match ?? undefined)
}

/** Whether a checkpoint has the age of a selection, in words or as a time. */
export function hasAge({olderThan: age}: Checkpoint, {olderThan}: Selection): boolean {
  if (!age || !olderThan) return age === null && olderThan === undefined
  return age.text === olderThan.text || Date.parse(age.time) === olderThan.time.getTime()
}

/** The canonical form of a pattern; undefined for every package. */
function patternOf(match: string | undefined): string | undefined {
  const pattern = match === undefined ? '*' : checkPattern(match)
  return pattern === '*' ? undefined : pattern
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
