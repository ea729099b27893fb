import {afterEach, describe, expect, it, vi} from 'vitest'

import {InterruptedError} from '../../src/command/exit-codes.js'
import {Interruption} from '../../src/command/interruption.js'

let interruption: Interruption | undefined

describe('Interruption', () => {
  afterEach(() => {
    interruption?.dispose()
    vi.restoreAllMocks()
  })

  describe.each([
    ['SIGINT', 'Stopped by Ctrl-C.', 130],
    ['SIGTERM', 'Stopped by SIGTERM.', 143],
  ] as const)('%s', (signal, message, code) => {
    it('aborts the signal, with the reason', () => {
      interruption = new Interruption()
      process.emit(signal, signal)
      expect(interruption.signal.aborted).toBe(true)
      expect(interruption.reason).toBeInstanceOf(InterruptedError)
      expect(interruption.reason!.message).toBe(message)
    })

    it(`ends the process with ${code} the second time`, () => {
      const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
      interruption = new Interruption()
      process.emit(signal, signal)
      expect(exit).not.toHaveBeenCalled()
      process.emit(signal, signal)
      expect(exit).toHaveBeenCalledWith(code)
    })
  })

  describe('an interruption', () => {
    it('has no reason while nothing happens', () => {
      interruption = new Interruption()
      expect(interruption.reason).toBeUndefined()
      expect(interruption.signal.aborted).toBe(false)
    })

    it('leaves the signals to their default effect once it is disposed of', () => {
      const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')
      new Interruption().dispose()
      expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before)
    })
  })
})
