import {describe, expect, it} from 'vitest'

import {type BarState, drawBar} from '../../src/view/bar.js'

const half: BarState = {done: 350_000, label: 'index and project pages', rate: 1200, total: 700_000}
const noted: BarState = {...half, note: '1,234 failed'}

describe('a bar', () => {
  it('shows label, bar, count, rate and time left in 120 columns, and no wider bar than looks good', () => {
    expect(drawBar(half, 120, true)).toBe(
      'index and project pages  ███████████████░░░░░░░░░░░░░░░  350,000/700,000  1,200/s  4 min 52 s left',
    )
  })

  it('shrinks in 80 columns', () => {
    expect(drawBar(half, 80, true)).toBe(
      'index and project pages  ██████░░░░░░  350,000/700,000  1,200/s  4 min 52 s left',
    )
  })

  it('goes without the label in 40 columns, then without the time left', () => {
    expect(drawBar(half, 40, true)).toBe('███████░░░░░░░  350,000/700,000  1,200/s')
  })

  it('keeps the note as long as there is room', () => {
    expect(drawBar(noted, 120, true)).toContain('  4 min 52 s left  1,234 failed')
    expect(drawBar(noted, 40, true)).toBe('████░░░░░  350,000/700,000  1,234 failed')
  })

  it('is plain ASCII where there is nothing more', () => {
    expect(drawBar({...half, label: 'pages'}, 80, false)).toBe(
      'pages  [##############..............]  350,000/700,000  1,200/s  4 min 52 s left',
    )
  })

  it.each([
    ['empty', 0, '░'.repeat(30)],
    ['full', 10, '█'.repeat(30)],
  ])('is %s with %i of 10 done', (_what, done, bar) => {
    expect(drawBar({...half, done, total: 10}, 120, true)).toContain(`  ${bar}  `)
  })

  it.each([true, false])('is not full before all is done (Unicode: %s)', (unicode) => {
    expect(drawBar({...half, done: 9999, total: 10_000}, 120, unicode)).toMatch(/[░.]\]? {2}9,999\/10,000/)
  })

  it('is full with nothing to do', () => {
    expect(drawBar({done: 0, label: 'x', rate: undefined, total: 0}, 80, true)).toBe(`x  ${'█'.repeat(30)}  0/0`)
  })

  it('is no fuller than full where there is more than was counted', () => {
    expect(drawBar({done: 12, label: 'x', rate: undefined, total: 10}, 80, true)).toBe(`x  ${'█'.repeat(30)}  12/10`)
  })

  it('has no rate and no time left before anybody can tell', () => {
    expect(drawBar({...half, rate: undefined}, 120, true)).not.toMatch(/\/s|left/)
  })

  it('has no time left while nothing moves', () => {
    expect(drawBar({...half, rate: 0}, 120, true)).toMatch(/ 0\/s$/)
  })

  it('is a count where nobody knows the total', () => {
    expect(drawBar({...half, total: undefined}, 80, true)).toBe('index and project pages  350,000  1,200/s')
  })

  it('fits any width from 24 columns on', () => {
    const states = [half, noted, {...noted, total: undefined}, {...noted, rate: undefined}]
    for (let columns = 24; columns <= 200; columns++) {
      for (const state of states) {
        for (const unicode of [true, false]) {
          expect(drawBar(state, columns, unicode).length).toBeLessThanOrEqual(columns)
        }
      }
    }
  })
})
