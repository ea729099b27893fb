import {describe, expect, it} from 'vitest'

import {setStage} from './stage.js'

const stage = setStage()

describe.each([
  ['home', 'HOME', 'the home page'],
  ['search', 'SEARCH', 'the search index'],
])('piw rebuild %s', (part, onTheWire, page) => {
  it('sends the one request of its part', async () => {
    const {code} = await stage.rebuild([part])
    expect(await stage.asked()).toEqual([['REBUILD', [onTheWire]]])
    expect(code).toBe(0)
  })

  it('says what was queued', async () => {
    const {stderr, stdout} = await stage.rebuild([part])
    expect(stdout).toContain(`Queued: ${page}.\n`)
    expect(stderr).toBe('')
  })

  it('refuses an argument', async () => {
    const {code, stderr} = await stage.rebuild([part, 'numpy'])
    expect(stderr).toContain(`rebuild ${part} takes no argument, but was given "numpy"`)
    expect(code).toBe(2)
  })

  it('sends nothing when an argument is given', async () => {
    await stage.rebuild([part, 'numpy'])
    expect(await stage.asked()).toEqual([])
  })

  it('exits 1 when the master refuses, with the reason', async () => {
    await stage.master.set({nonsense: [{answers: [['ERROR', 'no space left']], at: (await stage.master.count()) + 1}]})
    const {code, stdout} = await stage.rebuild([part])
    expect(stdout).toContain(`The master refused to rebuild ${page}: no space left`)
    expect(code).toBe(1)
  })

  it('asks no question, whatever it is given to read', async () => {
    const {code} = await stage.rebuild([part], {input: 'n\n'})
    expect(code).toBe(0)
  })
})
