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

    it('print the status every five seconds, and no more once it has ended', async () => {
      vi.useFakeTimers()
      const phase = new PlainPhases().begin({status: (columns) => `half done in ${columns}`, title: 'Counting'})
      vi.advanceTimersByTime(4999)
      expect(lines).toBe('Counting…\n')
      vi.advanceTimersByTime(5001)
      await phase.succeed('Counted')
      vi.advanceTimersByTime(60_000)
      expect(lines).toBe('Counting…\nhalf done in 100\nhalf done in 100\nCounted\n')
    })

    it('are plain ASCII where the locale has no more', async () => {
      vi.stubEnv('LC_ALL', 'C')
      await new PlainPhases().begin({title: 'Counting'}).fail()
      expect(lines).toBe('Counting...\n')
    })
  })
})
