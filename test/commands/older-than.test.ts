import {mkdirSync, rmSync, utimesSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const COUNT = 200
const stage = setStage({database: COUNT, expansionTime: 0, packages: invented(COUNT)})

const names = invented(COUNT)
const site = () => stage.home.at('site')
const project = (name: string) => ['REBUILD', ['PROJECT', name]]

/** Writes a page as it was written so many days ago. */
function page(part: 'project' | 'simple', name: string, days: number): void {
  const file = stage.home.write(`site/${part}/${name}/index.html`, '')
  const time = Date.now() / 1000 - days * 86_400
  utimesSync(file, time, time)
}

describe('piw rebuild --older-than', () => {
  // Of every ten packages one page is missing, and two are old.
  const isOutdated = (index: number) => index % 10 < 3
  const outdated = names.filter((_, index) => isOutdated(index))

  beforeEach(async () => {
    rmSync(site(), {force: true, recursive: true})
    mkdirSync(site())
    stage.configure(`output-path = ${site()}`)
    for (const [index, name] of names.entries()) {
      if (index % 10 > 0) page('project', name, isOutdated(index) ? 10 : 1)
    }
  })

  it('asks of all packages for those whose page is missing or older', async () => {
    const {code, stdout} = await stage.rebuild(['project', '--yes', '--older-than', '3d'])
    expect(await stage.asked()).toEqual(outdated.map((name) => project(name)))
    expect(stdout).toMatch(/^Checked pages: 60 missing or older than \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d$/m)
    expect(stdout).toContain('60 queued, 0 refused, 0 unanswered, 140 up to date in')
    expect(code).toBe(0)
  })

  it('asks before it begins, with the number of those', async () => {
    const terminal = stage.terminal(['project', '--older-than', '2026-11-01 12:30', '--match', 'pkg-000010*'])
    await terminal.waitFor(/Continue\?/)
    expect(terminal.screen.replaceAll(/\s+/g, ' ')).toContain(
      'This will rebuild project pages for 1 package matching pkg-000010*, those missing or older than 2026-11-01 12:30 +00:00.',
    )
    terminal.type('n\r')
    expect((await terminal.exited).code).toBe(2)
    expect(await stage.asked()).toEqual([])
  })

  it.each([['project'], ['index']])('for %s looks at the pages of that part', async (part) => {
    for (const [index, name] of names.entries()) page('simple', name, index === 5 ? 10 : 1)
    await stage.rebuild([part, '--yes', '--older-than', '3d'])
    expect((await stage.asked()).length).toBe(part === 'index' ? outdated.length + 1 : outdated.length)
  })

  it('goes with packages named', async () => {
    const {stdout} = await stage.rebuild(['project', ...names.slice(0, 10), '--older-than', '3d'])
    expect(await stage.asked()).toEqual(names.slice(0, 3).map((name) => project(name)))
    expect(stdout).toContain('3 queued, 0 refused, 0 unanswered, 7 up to date in')
  })

  it('goes with a list', async () => {
    await stage.rebuild(['project', '--packages-from', '-', '--older-than', '3d'], {input: names.join('\n')})
    expect(await stage.asked()).toEqual(outdated.map((name) => project(name)))
  })

  it('goes with --match', async () => {
    await stage.rebuild(['project', '--yes', '--match', 'pkg-*1', '--older-than', '3d'])
    expect(await stage.asked()).toEqual(outdated.filter((name) => name.endsWith('1')).map((name) => project(name)))
  })

  it.each([
    ['of all packages', ['--yes'], 'No page is missing or older than'],
    ['of packages named', [names[9]!], '1 up to date'],
  ])('asks for nothing when all are new enough, and exits 0: %s', async (_which, args, message) => {
    for (const name of names) page('project', name, 1)
    const {code, stderr, stdout} = await stage.rebuild(['project', ...args, '--older-than', '3d'])
    expect(stdout + stderr).toContain(message)
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(0)
  })

  it('takes up a rebuild on another day, when part of the pages has been written', async () => {
    const {asked} = {asked: async () => stage.asked()}
    const before = new Date().toISOString()
    for (const name of names.slice(0, 150)) page('project', name, -0.0001)
    await stage.rebuild(['project', '--yes', '--older-than', before])
    expect(await asked()).toEqual(names.slice(150).map((name) => project(name)))
  })

  describe('--dry-run', () => {
    it('says how many would be asked for', async () => {
      const {code, stdout} = await stage.rebuild(['project', '--dry-run', '--older-than', '2026-11-01'])
      expect(stdout).toMatch(
        /Would request project pages of \d+ packages, those missing or older than 2026-11-01 00:00 [+-]\d\d:\d\d \(\d+ (?:is|are) up to date\)\. Nothing was sent\.\n$/,
      )
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(0)
    })

    it('names them with -v', async () => {
      const {stdout} = await stage.rebuild(['project', '--dry-run', '--older-than', '3d', '-v'])
      expect(stdout).toBe(outdated.map((name) => `${name}\n`).join(''))
    })

    it('counts both with --json', async () => {
      const {stdout} = await stage.rebuild(['project', '--dry-run', '--older-than', '2026-11-20T10:00Z', '--json'])
      const {count, olderThan, packages, upToDate} = JSON.parse(stdout) as Record<string, unknown>
      expect(olderThan).toBe('2026-11-20T10:00:00.000Z')
      expect(packages).toHaveLength(count as number)
      expect((count as number) + (upToDate as number)).toBe(COUNT)
    })
  })

  it('is in the report of --json', async () => {
    const {stdout} = await stage.rebuild(['project', '--yes', '--older-than', '2026-01-01T00:00Z', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({olderThan: '2026-01-01T00:00:00.000Z', queued: 20, upToDate: 180})
  })

  describe('a mistake', () => {
    it.each([
      ['yesterday', 'Expected --older-than to be a date, a date and time or a time span, but found "yesterday".'],
      ['2999-01-01', 'Expected --older-than to be in the past, but found "2999-01-01".'],
    ])('of the time (%s) is told with examples, and exits 2', async (when, message) => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--older-than', when])
      expect(stderr).toContain(`Error: ${message}\nExamples: 2026-11-20,`)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('of the output folder is told before anything is sent', async () => {
      const gone = stage.home.at('gone')
      stage.configure(`output-path = ${gone}`)
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--older-than', '3d'])
      expect(stderr).toContain(`Error: Cannot read the pages in "${gone}": no such file or directory.`)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('of --single-request is told', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--single-request', '--older-than', '3d'])
      expect(stderr).toContain('Error: --older-than cannot be used with --single-request: ')
      expect(code).toBe(2)
    })
  })

  it('does not make the master expand the list where the database cannot be read', async () => {
    const args = ['project', '--yes', '--older-than', '3d', '--dsn', 'postgres:///x?host=/nowhere']
    const {code, stderr} = await stage.rebuild(args)
    expect(stderr).toContain('Error: PostgreSQL is not running')
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(1)
  })
})
