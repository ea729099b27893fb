import {once} from 'node:events'
import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 300, packages: ['numpy', ...invented(300)]})

/** What is on standard output, which is one JSON document and nothing else. */
async function json(...args: string[]) {
  const {code, stderr, stdout} = await stage.rebuild([...args, '--json'])
  return {code, document: JSON.parse(stdout) as Record<string, unknown>, stderr}
}

describe('--json', () => {
  it('reports on a run', async () => {
    const {code, document, stderr} = await json('project', 'numpy', 'unheard-of')
    expect(document).toMatchObject({
      error: null,
      failureList: expect.stringContaining(stage.home.folder),
      failures: [{package: 'unheard-of', reason: 'unknown package unheard-of', status: 'refused'}],
      part: 'project',
      queued: 1,
      refused: 1,
      requested: 2,
      seconds: expect.any(Number),
      singleRequest: false,
      skipped: 0,
      stopped: null,
      unanswered: 0,
    })
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })

  it('reports on all packages', async () => {
    const {code, document} = await json('index', '--yes')
    expect(document).toMatchObject({failureList: null, part: 'index', queued: 300, requested: 300})
    expect(code).toBe(0)
  })

  it.each(['home', 'search'])('reports on %s', async (part) => {
    const {code, document} = await json(part)
    expect(document).toMatchObject({failures: [], part, queued: 1, requested: 1, singleRequest: true})
    expect(code).toBe(0)
  })

  it('reports a master that is not there', async () => {
    const {code, document, stderr} = await json('home', '--import-queue', 'ipc:///nowhere/at/all')
    expect(document).toEqual({
      error: {
        exit: 1,
        message: 'No master at /nowhere/at/all: the socket does not exist.',
        suggestions: [expect.stringContaining('Start the master')],
      },
    })
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })

  it.each([
    ['an unknown flag', ['project', '--nope']],
    ['an argument too many', ['home', 'numpy']],
    ['a bad name', ['project', '../x']],
    ['a list that is missing', ['project', '--packages-from', '/nowhere']],
    ['a malformed address', ['home', '--import-queue', 'tcp://localhost:1']],
    ['a configuration that is missing', ['home', '-c', '/nowhere']],
    ['a question that cannot be asked', ['project']],
    ['a rate that makes no sense', ['project', 'numpy', '--rate', 'fast']],
    ['a negative rate', ['project', 'numpy', '--rate=-1']],
    ['a wrong dsn', ['project', '--yes', '--dsn', 'mysql://x']],
  ])('reports a usage error: %s', async (_error, args) => {
    const {code, document} = await json(...args)
    expect(document).toEqual({
      error: {exit: 2, message: expect.stringMatching(/./), suggestions: expect.any(Array)},
    })
    expect(code).toBe(2)
  })

  it('reports what ended a run before its time', async () => {
    await stage.master.set({nonsense: [{answers: [], at: (await stage.master.count()) + 1}]})
    const {code, document} = await json('home', '--timeout', '0.5')
    expect(document).toMatchObject({
      error: expect.stringContaining('has not answered for'),
      failures: [{package: null, reason: null, status: 'unanswered'}],
      unanswered: 1,
    })
    expect(code).toBe(1)
  })

  it('reports a run that was stopped', async () => {
    await stage.master.set({serviceTime: 10})
    const before = await stage.master.count()
    const {child, result} = stage.start(['project', '--yes', '--json'])
    await stage.master.untilReceived(before + 10)
    child.kill('SIGTERM')
    const {code, stdout} = await result
    expect(JSON.parse(stdout)).toMatchObject({stopped: 'Stopped by SIGTERM.', unanswered: 0})
    expect(code).toBe(143)
  })

  it('lists the packages of a dry run', async () => {
    const {code, document} = await json('project', '--dry-run', '--match', 'pkg-000000*')
    expect(document).toEqual({
      count: 9,
      dryRun: true,
      olderThan: null,
      pace: {kind: 'unlimited', maxWait: null, rate: null},
      packages: invented(9),
      part: 'project',
      seconds: 0,
      singleRequest: false,
      skipped: 0,
      upToDate: 0,
      waits: false,
    })
    expect(code).toBe(0)
  })

  it('is one document when a dry run is stopped while it reads', async () => {
    const {child, result} = stage.start(['project', '--dry-run', '--json', '--packages-from', '-'], {input: null})
    child.stdin.write('numpy\n')
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    const {code, stdout} = await result
    expect(JSON.parse(stdout)).toMatchObject({count: 1, error: {exit: 130}, packages: ['numpy']})
    expect(code).toBe(130)
  })

  it('says at what pace a dry run would ask, and about how long', async () => {
    const found = await json('project', '--dry-run')
    // 300 packages at the rate that a run begins with, 6.6 per second.
    expect(found.document).toMatchObject({count: 300, pace: {kind: 'adaptive', maxWait: 2, rate: null}, seconds: 45.3})
    const fixed = await json('project', '--dry-run', '--rate', '2.5')
    expect(fixed.document).toMatchObject({pace: {kind: 'fixed', rate: 2.5}, seconds: 120})
    const unlimited = await json('project', '--dry-run', '--rate', '0')
    expect(unlimited.document).toMatchObject({pace: {kind: 'unlimited', rate: null}, seconds: 0.3})
  })

  it('says at what pace a run has asked', async () => {
    const {document} = await json('project', '--yes', '--rate', '1000')
    expect(document).toMatchObject({pace: {kind: 'fixed', rate: 1000}, queued: 300})
  })

  it('knows no packages in a dry run of one request', async () => {
    const {document} = await json('project', '--dry-run', '--single-request')
    expect(document).toEqual({
      count: null,
      dryRun: true,
      olderThan: null,
      pace: null,
      packages: null,
      part: 'project',
      seconds: null,
      singleRequest: true,
      skipped: 0,
      upToDate: 0,
      waits: false,
    })
  })

  it('leaves warnings and bad lines to standard error', async () => {
    const {code, stderr, stdout} = await stage.rebuild(['project', '--packages-from', '-', '--json'], {
      input: 'numpy\nnum py\n',
    })
    expect(JSON.parse(stdout)).toMatchObject({queued: 1, skipped: 1})
    expect(stderr).toContain('line 2')
    expect(code).toBe(1)
  })

  it('goes with -v, whose lines are on standard error', async () => {
    const {document, stderr} = await json('project', 'NumPy', '-v')
    expect(document).toMatchObject({queued: 1})
    expect(stderr).toBe('"NumPy" is requested as numpy\n')
  })

  it('goes with -q', async () => {
    const {document} = await json('project', 'numpy', '-q')
    expect(document).toMatchObject({queued: 1})
  })

  it('is all there is in a terminal, too', async () => {
    const terminal = stage.terminal(['project', '--yes', '--json'])
    await terminal.exited
    expect(JSON.parse(terminal.raw)).toMatchObject({queued: 300})
  })
})
