import {readFileSync, symlinkSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {PIW_REBUILD} from '../support/piw.js'
import {piwRebuild} from './piw-rebuild.js'

const stage = setStage({packages: ['numpy', 'pillow', 'project']})

const address = () => stage.master.address

describe('piw-rebuild', () => {
  it.each([
    ['home', ['home'], ['HOME']],
    ['search', ['search'], ['SEARCH']],
    ['project', ['project', 'numpy'], ['PROJECT', 'numpy']],
    ['index', ['index', 'numpy'], ['BOTH', 'numpy']],
    ['a package called like a part', ['index', 'project'], ['BOTH', 'project']],
    ['options between part and package', ['project', '-v', 'numpy', '-y'], ['PROJECT', 'numpy']],
    ['a package behind --', ['-q', 'project', '--', 'numpy'], ['PROJECT', 'numpy']],
  ])('asks the master for %s', async (_what, args, request) => {
    const {code, stderr} = await piwRebuild(stage, args)
    expect(await stage.asked()).toEqual([['REBUILD', request]])
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it.each([
    ['--import-queue ADDR', () => ['--import-queue', address()]],
    ['--imp=ADDR', () => [`--imp=${address()}`]],
    ['-c FILE', () => ['-c', stage.home.write('own.conf', `import-queue = ${address()}\n`)]],
    ['-cFILE', () => [`-c${stage.home.write('own.conf', `import-queue = ${address()}\n`)}`]],
    ['--configuration=FILE', () => [`--configuration=${stage.home.write('own.conf', `import-queue ${address()}\n`)}`]],
    [
      '-c twice, of which the last is read',
      () => ['-c', '/nowhere/at/all', '-c', stage.home.write('own.conf', `import-queue = ${address()}\n`)],
    ],
  ])('finds the master by %s', async (_what, args) => {
    stage.home.configure('import-queue = ipc:///nowhere/at/all')
    const {code} = await piwRebuild(stage, [...args(), 'home'])
    expect(await stage.asked()).toHaveLength(1)
    expect(code).toBe(0)
  })

  it('reads the same configuration as piw', async () => {
    stage.configure('quiet')
    const {stdout} = await piwRebuild(stage, ['home'])
    expect(await stage.asked()).toHaveLength(1)
    expect(stdout).toBe('')
  })

  it.each([
    ['-q', ['-q'], ''],
    ['-v and then -q', ['-v', '-q'], ''],
    ['-vq', ['-vq'], ''],
  ])('says nothing of success with %s', async (_what, flags, expected) => {
    const {code, stderr, stdout} = await piwRebuild(stage, ['project', 'NumPy', ...flags])
    expect(stdout + stderr).toBe(expected)
    expect(code).toBe(0)
  })

  it.each([
    ['-v', ['-v']],
    ['-q and then -v', ['-q', '-v']],
    ['-qv', ['-qv']],
  ])('says why with %s', async (_what, flags) => {
    const {stderr} = await piwRebuild(stage, ['project', 'NumPy', ...flags])
    expect(stderr).toBe('"NumPy" is requested as numpy\n')
  })

  it.each([['-l'], ['--log']])('logs to the file of %s', async (flag) => {
    const log = stage.home.at(`own${flag}.log`)
    await piwRebuild(stage, ['home', flag, log])
    expect(readFileSync(log, 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \S+ INFO: A rebuild of the home page begins \(.+\)\.\n.* INFO: Queued: the home page\.\n$/,
    )
  })

  it('exits 1 when the master refuses, with the reason', async () => {
    const {code, stdout} = await piwRebuild(stage, ['project', 'unheard-of'])
    expect(stdout).toContain('unknown package unheard-of')
    expect(code).toBe(1)
  })

  it.each([
    ['a missing file of -c', ['home', '-c', '/nowhere/at/all'], 'Cannot read the configuration file /nowhere/at/all'],
    ['an empty name of a log file', ['home', '-l', ''], '--log-file: expected the name of a file, found nothing'],
    ['an empty package', ['project', ''], '"" is not a package name: it is empty'],
  ])('refuses %s', async (_what, args, problem) => {
    const {code, stderr} = await piwRebuild(stage, args)
    expect(stderr).toContain(problem)
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(2)
  })

  it('runs by the link that npm makes of it', async () => {
    const program = stage.home.at('piw-rebuild')
    symlinkSync(PIW_REBUILD, program)
    const {code} = await piwRebuild(stage, ['home'], {program})
    expect(await stage.asked()).toHaveLength(1)
    expect(code).toBe(0)
  })

  it('shows no stack trace', async () => {
    const {stderr} = await piwRebuild(stage, ['home', '--import-queue', 'ipc:///nowhere/at/all'])
    expect(stderr).not.toMatch(/^ +at /m)
  })
})
