import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 300, packages: invented(300), serviceTime: 2})

/** A control sequence that sets a colour or another look of text. */
// eslint-disable-next-line no-control-regex
const LOOK = /\u001B\[[\d;]*m/

/** What a run of all packages writes to a terminal, with the question and the bar. */
async function rebuildAll(color: Readonly<Record<string, string>>): Promise<string> {
  const terminal = stage.terminal(['project'], {env: {...stage.home.env, ...color}})
  await terminal.waitFor(/Continue\?/)
  terminal.type('y\r')
  await terminal.exited
  expect(terminal.screen).toContain('300 queued')
  return terminal.raw
}

describe('colour', () => {
  it('is there in a terminal', async () => {
    expect(await rebuildAll({})).toMatch(LOOK)
  })

  it('is not there in a terminal with NO_COLOR', async () => {
    expect(await rebuildAll({NO_COLOR: '1'})).not.toMatch(LOOK)
  })

  it('is not there in the help, the choices and the search with NO_COLOR', async () => {
    const env = {...stage.home.env, NO_COLOR: '1'}
    const help = stage.terminal(['project', '--help'], {env})
    await help.exited
    expect(help.raw).not.toMatch(LOOK)
    const choices = stage.terminal([], {env})
    await choices.waitFor(/What do you want to rebuild/)
    choices.type('\u001B[B\u001B[B\r')
    await choices.waitFor(/For which packages/)
    choices.type('\r')
    await choices.waitFor(/Which package/)
    choices.type('pkg')
    await choices.waitFor(/pkg-0000001/)
    choices.type('\u0003')
    await choices.exited
    expect(choices.raw).not.toMatch(LOOK)
  })

  it.each([
    ['the help', ['project', '--help']],
    ['a run', ['project', '--yes']],
    ['an error', ['nonsense']],
  ])('is not there where %s is piped', async (_what, args) => {
    const {stderr, stdout} = await stage.rebuild(args)
    expect(stdout + stderr).not.toMatch(LOOK)
  })

  it('is there in a piped help with FORCE_COLOR', async () => {
    const {stdout} = await stage.rebuild(['project', '--help'], {env: {...stage.home.env, FORCE_COLOR: '1'}})
    expect(stdout).toMatch(LOOK)
  })

  it('is never there in JSON', async () => {
    const {stdout} = await stage.rebuild(['project', '--yes', '--json'], {env: {...stage.home.env, FORCE_COLOR: '1'}})
    expect(JSON.parse(stdout)).toMatchObject({queued: 300})
    expect(stdout).not.toMatch(LOOK)
  })
})
