import {describe, expect, it} from 'vitest'

import {Tally} from '../../src/rebuild/report.js'
import {RunStatus, type RunStatusOptions} from '../../src/view/run-status.js'

function statusOf(options: Partial<RunStatusOptions>): RunStatus {
  const tally = new Tally()
  for (const name of ['numpy', 'pandas']) tally.add({package: name, status: 'queued'})
  return new RunStatus({
    label: 'project pages',
    secondsFor: () => null,
    signal: new AbortController().signal,
    singleRequest: false,
    tally,
    total: 2,
    upToDate: () => 0,
    waiting: undefined,
    writtenBefore: 0,
    ...options,
  })
}

describe('the last line of a run', () => {
  const waited = {oldest: 'numpy', size: 1, written: 1}
  const signal = AbortSignal.abort()

  it('says for how many it has asked', () => {
    expect(statusOf({}).done).toBe('Asked for project pages of 2 packages')
  })

  it('says so where it was stopped before all was asked', () => {
    expect(statusOf({signal}).done).toBe('Stopped asking for project pages of 2 packages')
    expect(statusOf({signal, waiting: {...waited, isAsked: false}}).done).toMatch(/^Stopped asking .*; 1 written$/)
  })

  it('says that all was asked where only the waiting was stopped', () => {
    expect(statusOf({signal, waiting: {...waited, isAsked: true}}).done).toMatch(/^Asked for .*; 1 written$/)
  })
})
