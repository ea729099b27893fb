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
      await new PlainPhases().run({done: (count: number) => `Counted ${count}`, title: 'Counting'}, async () => 3)
      expect(lines).toBe('Counting…\nCounted 3\n')
    })

    it('return what the work returns', async () => {
      expect(await new PlainPhases().run({title: 'Counting'}, async () => 3)).toBe(3)
    })

    it('throw on what the work throws, and print no end of it', async () => {
      const failing = new PlainPhases().run({done: () => 'Counted', title: 'Counting'}, async () => {
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(lines).toBe('Counting…\n')
    })

    it('print the status every five seconds, and no more once it has ended', async () => {
      vi.useFakeTimers()
      let end = () => {}
      const running = new PlainPhases().run(
        {status: (columns) => `half done in ${columns}`, title: 'Counting'},
        async () =>
          new Promise<void>((resolve) => {
            end = resolve
          }),
      )
      vi.advanceTimersByTime(4999)
      expect(lines).toBe('Counting…\n')
      vi.advanceTimersByTime(5001)
      end()
      await running
      vi.advanceTimersByTime(60_000)
      expect(lines).toBe('Counting…\nhalf done in 100\nhalf done in 100\n')
    })

    it('are plain ASCII where the locale has no more', async () => {
      vi.stubEnv('LC_ALL', 'C')
      await new PlainPhases().run({title: 'Counting'}, async () => {})
      expect(lines).toBe('Counting...\n')
    })
  })
})
