import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'

import {setStage} from '../commands/stage.js'

const stage = setStage({})

describe('keys typed before a question', () => {
  // In milliseconds from its start, while Node.js itself is not ready.
  it.each([0, 20, 40])('do not confirm (after %i ms)', async (moment) => {
    const terminal = stage.terminal(['project', '--single-request'])
    await sleep(moment)
    terminal.type('y\r')
    await terminal.waitFor(/Continue\?/)
    terminal.type('n\r')
    expect((await terminal.exited).code).toBe(2)
    expect(await stage.asked()).toEqual([])
  })

  it('are not part of the answer when Enter is pressed later', async () => {
    const terminal = stage.terminal(['project', '--single-request'])
    terminal.type('y')
    await terminal.waitFor(/Continue\?/)
    terminal.type('n\r')
    expect((await terminal.exited).code).toBe(2)
    expect(await stage.asked()).toEqual([])
  })

  it('select nothing from a menu', async () => {
    const terminal = stage.terminal([])
    terminal.type('\r')
    await terminal.waitFor(/What do you want to rebuild\?/)
    terminal.type('\u001B[B\r')
    await terminal.waitFor(/This will rebuild the search index\. Continue\?/)
    terminal.type('n\r')
    expect((await terminal.exited).code).toBe(2)
  })

  it('leave Ctrl-C alone, which ends at once', async () => {
    const terminal = stage.terminal(['project', '--single-request'])
    await terminal.waitFor(/Continue\?/)
    terminal.type('\u0003')
    expect((await terminal.exited).code).not.toBe(0)
    expect(await stage.asked()).toEqual([])
  })
})
