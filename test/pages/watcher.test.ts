import {describe, expect, it} from 'vitest'

import {type Awaited, PageWatcher} from '../../src/pages/watcher.js'

/** A page that is written when a test says so, and that knows how often it was looked at. */
class FakePage implements Awaited {
  static atOnce = 0
  static mostAtOnce = 0
  looks = 0
  readonly number: number
  written = false

  constructor(number: number) {
    this.number = number
  }

  async isWritten(): Promise<boolean> {
    this.looks++
    FakePage.mostAtOnce = Math.max(++FakePage.atOnce, FakePage.mostAtOnce)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    FakePage.atOnce--
    return this.written
  }
}

function given(count: number) {
  const pages = Array.from({length: count}, (_, number) => new FakePage(number))
  const watcher = new PageWatcher<FakePage>()
  for (const page of pages) watcher.add(page)
  const looks = () => pages.reduce((sum, page) => sum + page.looks, 0)
  const write = (...range: [number, number]) => {
    for (const page of pages.slice(...range)) page.written = true
  }

  return {looks, pages, watcher, write}
}

/** How often it has to look until so many pages are left. */
async function looksUntil(watcher: PageWatcher<FakePage>, left: number): Promise<number> {
  for (let times = 0; times < 1000; times++) {
    if (watcher.size <= left) return times
    await watcher.look()
  }

  throw new Error(`${watcher.size} pages are left after 1,000 looks`)
}

describe('a watcher', () => {
  it('finds the pages that were written, and looks out for them no longer', async () => {
    const {pages, watcher} = given(3)
    pages[1]!.written = true
    expect([...(await watcher.look())]).toEqual([pages[1]])
    expect([...watcher]).toEqual([pages[0], pages[2]])
    await watcher.look()
    expect(pages.map(({looks}) => looks)).toEqual([2, 1, 2])
  })

  it('looks at a few hundred of 100,000 that are not written', async () => {
    const {looks, watcher} = given(100_000)
    await watcher.look()
    expect(looks()).toBeLessThan(400)
  })

  it('never looks at more than 64 at a time, not even where all are written', async () => {
    const {watcher, write} = given(10_000)
    FakePage.mostAtOnce = 0
    write(0, 10_000)
    expect((await watcher.look()).size).toBe(10_000)
    expect(FakePage.mostAtOnce).toBe(64)
  })

  it('finds at once what is written in the order of the requests, however many there are', async () => {
    const {watcher, write} = given(100_000)
    for (let done = 0; done < 100_000; done += 5000) {
      write(done, done + 5000)
      expect((await watcher.look()).size).toBe(5000)
    }
  })

  it('finds what is written out of order in the course of time', async () => {
    const {pages, watcher, write} = given(10_000)
    write(9990, 10_000)
    expect(await looksUntil(watcher, 9990)).toBeLessThanOrEqual(10_000 / 256 + 1)
    expect(pages[9999]!.looks).toBe(1)
  })

  it('gets past a thousand pages that never come, and keeps up with those behind them', async () => {
    const {watcher, write} = given(12_000)
    // Five times a second, at 250 pages a second.
    for (let done = 1000; done < 11_000; done += 50) {
      write(done, done + 50)
      await watcher.look()
    }

    expect(watcher.size).toBe(2000)
  })

  it('does not take those for late that a single page has overtaken', async () => {
    const {watcher, write} = given(10_000)
    write(9999, 10_000)
    await looksUntil(watcher, 9999)
    write(0, 5000)
    expect((await watcher.look()).size).toBeGreaterThanOrEqual(5000)
  })

  it('finds a late page when it comes after all', async () => {
    const {pages, watcher, write} = given(2000)
    for (let done = 100; done < 2000; done += 100) {
      write(done, done + 100)
      await watcher.look()
    }

    await looksUntil(watcher, 100)
    pages[7]!.written = true
    expect(await looksUntil(watcher, 99)).toBe(1)
  })

  it('looks out no longer for what it is told to drop', async () => {
    const {pages, watcher} = given(3)
    watcher.drop(new Set([pages[0]!]))
    await watcher.look()
    expect(pages[0]!.looks).toBe(0)
    expect(watcher.size).toBe(2)
  })
})
