import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {Watchdog} from '../../src/import-queue/watchdog.js'

/** How long a reply that came while this process was stopped has to be read, in milliseconds. */
const LAST_LOOK = 200

describe('the watchdog', () => {
  const expired = vi.fn()

  beforeEach(() => {
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']})
  })

  afterEach(() => {
    vi.useRealTimers()
    expired.mockReset()
  })

  it('expires when it has lasted as long as it may, and not before', () => {
    new Watchdog(10, expired).await()
    vi.advanceTimersByTime(9999)
    expect(expired).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1 + LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
  })

  it('begins again with whatever is heard', () => {
    const watchdog = new Watchdog(10, expired)
    watchdog.await()
    vi.advanceTimersByTime(9000)
    watchdog.heard({awaitingMore: true})
    vi.advanceTimersByTime(9999)
    expect(expired).not.toHaveBeenCalled()
    expect(watchdog.seconds).toBeCloseTo(9.999)
    vi.advanceTimersByTime(1 + LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
  })

  it('does not begin again with more to await', () => {
    const watchdog = new Watchdog(10, expired)
    watchdog.await()
    vi.advanceTimersByTime(6000)
    watchdog.await()
    vi.advanceTimersByTime(4000 + LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
  })

  it.each([
    ['all was heard', (watchdog: Watchdog) => watchdog.heard({awaitingMore: false})],
    ['it was stopped', (watchdog: Watchdog) => watchdog.stop()],
  ])('never expires once %s, until more is awaited', (_, end) => {
    const watchdog = new Watchdog(10, expired)
    watchdog.await()
    vi.advanceTimersByTime(9000)
    end(watchdog)
    expect(watchdog.seconds).toBe(0)
    vi.advanceTimersByTime(60_000)
    expect(expired).not.toHaveBeenCalled()
    watchdog.await()
    vi.advanceTimersByTime(10_000 + LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
  })

  it('costs one timer, however much is heard', () => {
    const watchdog = new Watchdog(10, expired)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    watchdog.await()
    for (let count = 0; count < 1000; count++) watchdog.heard({awaitingMore: true})
    expect(timers).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(1)
  })

  it('begins again when this process was stopped in the meantime: what came is still unread', () => {
    const now = vi.spyOn(performance, 'now')
    const watchdog = new Watchdog(10, expired)
    watchdog.await()
    const resumed = performance.now() + 60_000
    now.mockImplementation(() => resumed)
    vi.advanceTimersByTime(10_000)
    expect(expired).not.toHaveBeenCalled()
    now.mockImplementation(() => resumed + 10_000)
    vi.advanceTimersByTime(10_000 + LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
    now.mockRestore()
  })

  it('does not expire over a stop that no timer shows: what came meanwhile is read first', () => {
    const watchdog = new Watchdog(1, expired)
    watchdog.await()
    vi.advanceTimersByTime(1000)
    // The reply that was at hand all the time.
    watchdog.heard({awaitingMore: true})
    vi.advanceTimersByTime(1000)
    expect(expired).not.toHaveBeenCalled()
    vi.advanceTimersByTime(LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
  })

  it('may last longer than a timer of Node.js can hold', () => {
    const seconds = 3_000_000
    new Watchdog(seconds, expired).await()
    vi.advanceTimersByTime((seconds - 1) * 1000)
    expect(expired).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000 + LAST_LOOK)
    expect(expired).toHaveBeenCalledOnce()
  })

  it('may last for ever', () => {
    new Watchdog(Infinity, expired).await()
    vi.advanceTimersByTime(2 ** 33)
    expect(expired).not.toHaveBeenCalled()
  })
})
