import {describe, expect, it} from 'vitest'

import {WaitStatus} from '../../src/view/wait-status.js'

function statusOf(writtenBefore: number): WaitStatus {
  const status = new WaitStatus(writtenBefore)
  status.add({awaited: 20, isRequested: true, oldest: 'numpy', type: 'pages', written: 30})
  return status
}

describe('how the waiting for pages stands', () => {
  it('counts in what an earlier part of the run has seen written', () => {
    expect(statusOf(50).line(80, 0)).toContain('80/100')
    expect(statusOf(50).done).toBe('; 80 written')
  })

  it('names the page that is waited for longest', () => {
    expect(statusOf(0).line(80, 0)).toMatch(/30\/50 .*waiting for numpy$/)
  })
})
