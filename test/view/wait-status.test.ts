import {describe, expect, it} from 'vitest'

import {WaitStatus} from '../../src/view/wait-status.js'

describe('how the waiting for pages stands', () => {
  const waiting = {isAsked: true, oldest: 'numpy', size: 20, written: 30}

  it('counts in what an earlier part of the run has seen written', () => {
    const status = new WaitStatus(waiting, 50)
    expect(status.line(80, 0)).toContain('80/100')
    expect(status.done).toBe('; 80 written')
  })

  it('names the page that is waited for longest', () => {
    expect(new WaitStatus(waiting, 0).line(80, 0)).toMatch(/30\/50 .*waiting for numpy$/)
  })
})
