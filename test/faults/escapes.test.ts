import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import type {ScriptedAnswer} from '../../src/testing/index.js'

import {setScene} from './scene.js'

const HOSTILE_NAME = 'evil\u009B31m\u202Ename'
const scene = setScene({database: 0})

/** Colours that listr2 does not use, a title for the window, the cursor home, a C1 control, the direction of text turned. */
const EVIL = '\u001B[35;46m\u001B]0;pwned\u0007\u001B[H\u009B2J\u202E\r\u0008'
// eslint-disable-next-line no-control-regex
const HARMFUL = /\u001B\[35;46m|\u001B\]|\u001B\[H|[\u0007\u0008\u007F-\u009F\u202E]|\r(?!\n)/

/** Runs it with -v, with --json and in a terminal: nothing that was planted reaches the screen as it is. */
async function expectHarmless(args: readonly string[], prepare = async () => {}) {
  for (const more of ['-v', '--json']) {
    await prepare()
    const {stderr, stdout} = await scene.start([...args, more]).result
    expect(stdout + stderr).not.toMatch(HARMFUL)
  }

  await prepare()
  const terminal = scene.terminal(args, {columns: 200})
  await terminal.exited
  expect(terminal.raw).not.toMatch(HARMFUL)
}

describe('control characters', () => {
  it('in an argument are made visible', async () => {
    const {code, stderr} = await scene.start(['project', `a${EVIL}b`]).result
    expect(stderr).toContain(String.raw`"a\x1b[35;46m\x1b]0;pwned\x07`)
    expect(code).toBe(2)
    await expectHarmless(['project', `a${EVIL}b`])
    await expectHarmless(['home', EVIL])
  })

  it.each(['--bogus', '--timeout=', '--import-queue=', '--log-file=/', '--packages-from=', '--match=', '--dsn='])(
    'in a flag are made visible: %s',
    async (flag) => {
      await scene.master()
      await expectHarmless(['project', '--yes', `${flag}${EVIL}`])
    },
  )

  it.each([
    'import-queue = ',
    'import-queue = ipc:///nowhere/',
    'dsn = ',
    'dsn = postgres:///',
    'yes = ',
    'log-file = /',
    '',
  ])('in a configuration file are made visible: %j', async (key) => {
    await scene.master()
    // A line break ends a line there.
    scene.configure(`${key}${EVIL.replace('\r', '')}`)
    await expectHarmless(['project', '--yes', '--match', '*'])
  })

  it('in a list are made visible', async () => {
    await scene.master()
    const file = scene.home.write(`list${EVIL}.txt`, `good\n${EVIL}\nb${EVIL}d\n`)
    await expectHarmless(['project', '--packages-from', file])
    const {code, stderr} = await scene.start(['project', '--packages-from', '-'], {input: `pkg-0000001\n${EVIL}\n`})
      .result
    expect(stderr).not.toMatch(HARMFUL)
    expect(stderr).toContain('line 2')
    expect(code).toBe(1)
  })

  it.each<[string, ScriptedAnswer]>([
    ['a refusal', ['ERROR', EVIL]],
    ['a refusal of another', ['ERROR', `unknown package ${EVIL}`]],
    ['a file that it asks for', ['SEND', EVIL]],
    ['a message that there is none of', Buffer.from(`\u0078\u001E${EVIL}`)],
  ])("in the master's answer are made visible: %s", async (_case, answer) => {
    const master = await scene.master()
    const log = scene.home.at('log')
    await expectHarmless(['project', 'pkg-0000001', '-l', log], async () => {
      const seen = await master.count()
      await master.set({nonsense: [{answers: [answer], at: seen + 1}]})
    })
    expect(readFileSync(log, 'utf8')).not.toMatch(HARMFUL)
  })

  it('in the list of what was not queued are made visible', async () => {
    await scene.master({nonsense: [{answers: [['ERROR', EVIL]], at: 1}]})
    const {stdout} = await scene.start(['project', 'pkg-0000001', '--json']).result
    const {failureList, failures} = JSON.parse(stdout)
    // JSON says what came; the list says it visibly.
    expect(failures).toEqual([{package: 'pkg-0000001', reason: EVIL, status: 'refused'}])
    expect(readFileSync(failureList, 'utf8')).not.toMatch(HARMFUL)
  })

  it('in the database are made visible', async () => {
    await scene.database.query('INSERT INTO packages SELECT unnest($1::text[])', [[HOSTILE_NAME, 'a\u202Eb', 'good']])
    await scene.master({packages: ['good']})
    await expectHarmless(['project', '--yes'])
    const asked = (await scene.asked()).filter((name) => name === HOSTILE_NAME)
    expect(asked).toEqual([])
  })
})
