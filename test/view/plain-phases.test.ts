import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {PlainPhases} from '../../src/view/plain-phases.js'

let lines: string

describe('PlainPhases', () => {
  beforeEach(() => {
    lines = ''
    vi.stubEnv('LC_ALL', 'C.UTF-8')
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines += String(text)
      return true
    })
  })

  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })

  describe('plain phases', () => {
    it('print a title and how it ended', async () => {
      await new PlainPhases().begin({title: 'Counting'}).succeed('Counted 3')
      expect(lines).toBe('Counting…\nCounted 3\n')
    })

    it('print no end of what failed', async () => {
      await new PlainPhases().begin({title: 'Counting'}).fail()
      expect(lines).toBe('Counting…\n')
    })

    it('print the status at growing intervals, and no more once it has ended', async () => {
      vi.useFakeTimers()
      const phase = new PlainPhases().begin({status: (columns) => `half done in ${columns}`, title: 'Counting'})
      const moments = [5, 15, 35, 75, 155, 315, 615, 915]
      for (const [index, moment] of moments.entries()) {
        vi.advanceTimersByTime((moment - (moments[index - 1] ?? 0)) * 1000 - 1)
        expect(lines).toBe(`Counting…\n${'half done in 100\n'.repeat(index)}`)
        vi.advanceTimersByTime(1)
      }

      await phase.succeed('Counted')
      vi.advanceTimersByTime(600_000)
      expect(lines).toBe(`Counting…\n${'half done in 100\n'.repeat(moments.length)}Counted\n`)
    })

    it('print a change of state within a second, and begin with short intervals again', async () => {
      vi.useFakeTimers()
      const phase: {state?: string; status: () => string; title: string} = {
        status: () => phase.state ?? 'fine',
        title: 'Counting',
      }
      const open = new PlainPhases().begin(phase)
      vi.advanceTimersByTime(16_000)
      phase.state = 'gone'
      vi.advanceTimersByTime(6000)
      await open.fail()
      expect(lines).toBe('Counting…\nfine\nfine\ngone\ngone\n')
    })

    it('are plain ASCII where the locale has no more', async () => {
      vi.stubEnv('LC_ALL', 'C')
      await new PlainPhases().begin({title: 'Counting'}).fail()
      expect(lines).toBe('Counting...\n')
    })
  })
})
