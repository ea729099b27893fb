import {describe, expect, it} from 'vitest'

import type {RunEvent} from '../../src/rebuild/events.js'

import {RunStatus} from '../../src/view/run-status.js'

type Requesting = Extract<RunEvent, {type: 'requesting'}>

const requesting: Requesting = {
  before: {failed: 0, requested: 0, written: 0},
  part: 'project',
  singleRequest: false,
  total: 2,
  type: 'requesting',
  waits: false,
}
const answered: RunEvent = {
  outcomes: ['numpy', 'pandas'].map((name) => ({package: name, status: 'queued'})),
  type: 'answered',
}

function statusOf(run: Partial<Requesting> = {}, signal = new AbortController().signal): RunStatus {
  const status = new RunStatus({...requesting, ...run}, signal)
  status.add(answered)
  return status
}

describe('a run', () => {
  describe('the line of a run', () => {
    it('says how many are done, with those of an earlier part of the run', () => {
      const before = {failed: 3, requested: 50, written: 0}
      expect(statusOf({before, total: 100}).status(80)).toMatch(/52\/100 .*3 failed$/)
    })

    it('says why nothing comes, until an answer does', () => {
      const status = statusOf()
      status.add({type: 'lost'})
      expect(status.status(80)).toBe('2/2  The master is gone; waiting for it to return')
      status.add({again: 0, type: 'back'})
      status.add({seconds: 7, type: 'busy'})
      expect(status.status(80)).toBe('2/2  No answer for 7 s; the master is connected and busy')
      status.add(answered)
      expect(status.status(80)).toMatch(/^project pages .* 4\/2/)
    })

    it('says that requests are repeated, as long as they are', () => {
      const status = statusOf()
      status.add({again: 2, type: 'back'})
      status.add({outcomes: [{package: 'numpy', status: 'requeued'}], type: 'answered'})
      expect(status.status(80)).toBe('2/2  Requesting again 2 packages')
    })
  })

  describe('the last line of a run', () => {
    const stopped = AbortSignal.abort()
    const pages = {awaited: 1, oldest: 'numpy', type: 'pages', written: 1} as const

    it('says for how many it has asked', () => {
      expect(statusOf().done).toBe('Requested project pages of 2 packages')
    })

    it('says so where it was stopped before all was asked', () => {
      expect(statusOf({}, stopped).done).toBe('Stopped requesting project pages of 2 packages')
      const status = statusOf({waits: true}, stopped)
      status.add({...pages, isRequested: false})
      expect(status.done).toMatch(/^Stopped requesting .*; 1 written$/)
    })

    it('says that all was asked where only the waiting was stopped', () => {
      const status = statusOf({waits: true}, stopped)
      status.add({...pages, isRequested: true})
      expect(status.done).toMatch(/^Requested .*; 1 written$/)
    })
  })
})
