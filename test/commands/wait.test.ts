import {chmodSync, readFileSync, rmSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import {canBeAnotherUser} from '../support/another-user.js'
import {project} from '../support/master-at.js'
import {invented, setStage} from './stage.js'

// What it is asked for stays in its buffer, unless a test lets it go.
const HELD = 100_000
const COUNT = 300
const stage = setStage({database: COUNT, expansionTime: 0, packages: ['numpy', 'pillow', ...invented(COUNT)]})

const site = () => stage.home.at('site')
const listOf = (stdout: string) => /--packages-from (\S+)/.exec(stdout)?.[1] ?? ''

describe('piw rebuild --wait', () => {
  beforeEach(async () => {
    rmSync(site(), {force: true, recursive: true})
    stage.home.write('site/index.html', 'old')
    stage.configure(`output-path = ${site()}`)
    await stage.master.set({hold: HELD, output: site(), unwritten: [], writingSpeed: 2000})
  })

  describe.each([
    ['home', 'the home page'],
    ['search', 'the search index'],
  ])('of %s', (part, name) => {
    it('returns when it has been written', async () => {
      const {code, stderr, stdout} = await stage.rebuild([part, '--wait'])
      expect(stdout).toContain(`Written: ${name}.\n`)
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })

    it('that is not written in time says so, and exits 1', async () => {
      // Nobody writes there.
      await stage.master.set({output: undefined})
      const {code, stdout} = await stage.rebuild([part, '--wait', '--wait-timeout', '0.5'])
      expect(stdout).toContain(`Queued, but not written within 0.5 s: ${name}.\n`)
      expect(code).toBe(1)
    })
  })

  it('with --older-than asks a second time only for what has not been written', async () => {
    const [lost = ''] = invented(1)
    await stage.master.set({hold: 0.2, unwritten: [lost]})
    const when = new Date().toISOString()
    const args = ['project', '--yes', '--rate', '0', '--older-than', when, '--wait', '--wait-timeout', '5', '--json']
    const first = await stage.rebuild(args)
    expect(JSON.parse(first.stdout)).toMatchObject({queued: COUNT, unwritten: 1, written: COUNT - 1})
    expect(first.code).toBe(1)
    await stage.master.set({unwritten: []})
    const second = await stage.rebuild(args)
    expect(JSON.parse(second.stdout)).toMatchObject({queued: 1, unwritten: 0, written: 1})
    expect((await stage.asked()).at(-1)).toEqual(project(lost))
    expect(second.code).toBe(0)
  })

  it('of packages returns when the pages of all have been written', async () => {
    const {child, result} = stage.start(['index', 'numpy', 'pillow', '--wait'])
    await stage.master.untilReceived((await stage.master.count()) + 2)
    expect(child.exitCode).toBeNull()
    await stage.master.write(['REBUILD', ['BOTH', 'numpy']])
    await stage.master.write(project('pillow'))
    expect(child.exitCode).toBeNull()
    await stage.master.write(['REBUILD', ['BOTH', 'pillow']])
    const {code, stdout} = await result
    expect(stdout).toContain('2 queued, 0 refused, 0 unanswered, 2 written in')
    expect(code).toBe(0)
  })

  it('of all packages returns when the pages of all have been written', async () => {
    await stage.master.set({hold: 0.5})
    const {code, stdout} = await stage.rebuild(['project', '--yes', '--wait'])
    expect(stdout).toContain('Requested project pages of 300 packages; 300 written\n')
    expect(stdout).toContain('300 queued, 0 refused, 0 unanswered, 300 written in')
    expect(code).toBe(0)
  })

  describe('with pages that never come', () => {
    beforeEach(async () => stage.master.set({hold: 0, unwritten: ['numpy']}))

    it('counts, names and lists them, and exits 1', async () => {
      const {code, stdout} = await stage.rebuild([
        'project',
        'numpy',
        'pillow',
        'unheard-of',
        '--wait',
        '--wait-timeout',
        '2',
      ])
      expect(stdout).toContain('2 queued, 1 refused, 0 unanswered, 1 written, 1 not written in')
      expect(stdout).toContain('\n  numpy: not written within 2 s\n')
      expect(stdout).toContain('Packages that failed or were not written are listed in a file; to request them:\n')
      expect(stdout).toMatch(/ --packages-from \S+ --wait --wait-timeout 2 --rate 0\n/)
      expect(readFileSync(listOf(stdout), 'utf8')).toBe(
        'numpy # not written within 2 s\nunheard-of # unknown package unheard-of\n',
      )
      expect(code).toBe(1)
    })

    it('can be asked for again with the command that is shown', async () => {
      const {stdout} = await stage.rebuild(['project', 'numpy', 'pillow', '--wait', '--wait-timeout', '2'])
      await stage.master.set({unwritten: []})
      const [, again = ''] = /^ {2}piw rebuild (.*)$/m.exec(stdout) ?? []
      const second = await stage.rebuild(again.split(' '))
      expect(second.stdout).toContain('1 queued, 0 refused, 0 unanswered, 1 written in')
      expect(second.code).toBe(0)
    })

    it('is given up as soon by the command that is shown', async () => {
      const {stdout} = await stage.rebuild(['project', 'numpy', '--rate', '50', '--wait', '--wait-timeout', '1'])
      expect(stdout).toMatch(/^ {2}piw rebuild project --packages-from \S+ --wait --wait-timeout 1 --rate 50$/m)
    })

    it('has them in the log', async () => {
      const log = stage.home.at('log')
      await stage.rebuild(['project', 'numpy', '--wait', '--wait-timeout', '1', '-l', log])
      expect(readFileSync(log, 'utf8')).toContain('INFO: numpy: not written within 1 s\n')
    })

    it('has them in --json', async () => {
      const args = ['project', 'numpy', 'pillow', '--wait', '--wait-timeout', '2', '--json']
      const {code, stdout} = await stage.rebuild(args)
      expect(JSON.parse(stdout)).toMatchObject({
        failureList: expect.any(String),
        failures: [{package: 'numpy', reason: 'not written within 2 s', status: 'unwritten'}],
        queued: 2,
        requested: 2,
        unwritten: 1,
        waited: true,
        written: 1,
      })
      expect(code).toBe(1)
    })
  })

  describe('in a terminal', () => {
    it.each([
      [80, /^ *written {2}█*░+ {2}20\/300 {2}\d+\/s( {2}[\d. mins]+ left)? {2}waiting for pkg-0000021$/m],
      [40, /^ *█*░+ {2}20\/300 {2}missing: pkg-0000021$/m],
    ])('shows in %i columns how many are written, and which is waited for', async (columns, line) => {
      const terminal = stage.terminal(['project', '--yes', '--wait'], {columns})
      await terminal.waitFor(/0\/300/)
      await terminal.waitFor(/^\S Requested/m)
      await stage.master.write(...invented(20).map((name) => project(name)))
      await terminal.waitFor(line)
      expect(Math.max(...terminal.screen.split('\n').map(({length}) => length))).toBeLessThanOrEqual(columns)
    })

    it('says which page of the site is waited for, and how long it has been', async () => {
      await stage.master.set({output: undefined})
      const terminal = stage.terminal(['home', '--wait'])
      await terminal.waitFor(/Waiting for the home page to be written \(2\.\d s\)/)
      await stage.master.set({output: site()})
      await stage.master.write(['REBUILD', ['HOME']])
      expect((await terminal.exited).code).toBe(0)
    })
  })

  it('is counted in by a dry run', async () => {
    const {code, stdout} = await stage.rebuild(['project', '--dry-run', '--rate', '1000', '--wait'])
    expect(stdout).toContain('in about 1 min 1 s until they are written, at 1000 requests per second')
    expect(code).toBe(0)
  })

  describe('a mistake', () => {
    it.each([['home'], ['project numpy'], ['project --yes'], ['index --yes --dry-run']])(
      'of the output folder is told before anything is sent, and exits 2: %s',
      async (args) => {
        const gone = stage.home.at('gone')
        stage.configure(`output-path = ${gone}`)
        const {code, stderr} = await stage.rebuild([...args.split(' '), '--wait'])
        expect(stderr).toContain(`Error: Cannot read the pages in "${gone}": no such file or directory.\n`)
        expect(stderr).toContain('Set output-path in piwheels.conf')
        expect(await stage.asked()).toEqual([])
        expect(code).toBe(2)
      },
    )

    it.runIf(canBeAnotherUser)('of permissions is told before anything is sent', async () => {
      stage.home.write('site/project/numpy/index.html', 'old')
      chmodSync(stage.home.folder, 0o755)
      chmodSync(stage.home.at('site/project'), 0o700)
      const {code, stderr} = await stage.rebuild(['project', 'numpy', '--wait'], {uid: 65_534})
      expect(stderr).toContain(`Cannot read the pages in "${site()}/project": permission denied.\n`)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('of --wait-timeout without --wait is told, with the way out', async () => {
      const {code, stderr} = await stage.rebuild(['project', 'numpy', '--wait-timeout', '5'])
      expect(stderr).toContain('Add --wait, or omit --wait-timeout.')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('of --single-request, whose pages nobody knows, is told', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--single-request', '--wait'])
      expect(stderr).toContain('Error: --wait cannot be used with --single-request: ')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  it('does not make the master expand the list where the database cannot be read', async () => {
    const {code, stderr} = await stage.rebuild(['project', '--yes', '--wait', '--dsn', 'postgres:///x?host=/nowhere'])
    expect(stderr).toContain('Error: PostgreSQL is not running at ')
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(1)
  })

  it('warns where no page of a site is there yet, which may be the wrong folder', async () => {
    await stage.master.set({output: stage.home.at('fresh')})
    stage.home.write('fresh/other', '')
    stage.configure(`output-path = ${stage.home.at('fresh')}`)
    const {code, stderr} = await stage.rebuild(['home', '--wait'])
    expect(stderr).toContain('Warning: No site pages in')
    expect(code).toBe(0)
  })
})
