import {afterEach, describe, expect, it, vi} from 'vitest'

import {InterruptedError} from '../../src/errors/exit-codes.js'
import {Signals} from '../../src/piw/signals.js'

let interruption: Signals | undefined

describe('Signals', () => {
  afterEach(() => {
    interruption?.dispose()
    vi.restoreAllMocks()
  })

  describe.each([
    ['SIGINT', 'Stopped by Ctrl-C.', 130],
    ['SIGTERM', 'Stopped by SIGTERM.', 143],
  ] as const)('%s', (signal, message, code) => {
    it('aborts the signal, with the reason', () => {
      interruption = new Signals()
      process.emit(signal, signal)
      expect(interruption.signal.aborted).toBe(true)
      expect(interruption.reason).toBeInstanceOf(InterruptedError)
      expect(interruption.reason!.message).toBe(message)
    })

    it(`ends the process with ${code} the second time`, () => {
      const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
      interruption = new Signals()
      process.emit(signal, signal)
      expect(exit).not.toHaveBeenCalled()
      process.emit(signal, signal)
      expect(exit).toHaveBeenCalledWith(code)
    })
  })

  describe('what is waited for', () => {
    it('comes, when nothing stops it', async () => {
      interruption = new Signals()
      expect(await interruption.race(Promise.resolve('done'))).toBe('done')
    })

    it('is waited for no longer once a signal has come', async () => {
      interruption = new Signals()
      const waiting = interruption.race(new Promise(() => {}))
      process.emit('SIGTERM', 'SIGTERM')
      await expect(waiting).rejects.toBe(interruption.reason)
    })

    it('is not even begun to be waited for after a signal', async () => {
      interruption = new Signals()
      process.emit('SIGINT', 'SIGINT')
      await expect(interruption.race(Promise.resolve())).rejects.toBe(interruption.reason)
    })
  })

  describe('an interruption', () => {
    it('has no reason while nothing happens', () => {
      interruption = new Signals()
      expect(interruption.reason).toBeUndefined()
      expect(interruption.signal.aborted).toBe(false)
    })

    it('leaves the signals to their default effect once it is disposed of', () => {
      const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')
      new Signals().dispose()
      expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before)
    })
  })
})
