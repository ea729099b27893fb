import {describe, expect, it} from 'vitest'

import {setStage} from './stage.js'

const stage = setStage()

const PARTS = ['home', 'search', 'project', 'index']

/** The help as a terminal of 80 columns shows it. */
async function shown(part: string): Promise<{lines: string[]}> {
  const terminal = stage.terminal(part === '' ? ['--help'] : [part, '--help'], {rows: 100})
  await terminal.exited
  return {lines: terminal.screen.split('\n')}
}

describe('help', () => {
  it.each(PARTS)('of %s has a summary, a description and at least two examples', async (part) => {
    const {code, stdout} = await stage.rebuild([part, '--help'])
    expect(stdout).toMatch(/^Rebuild the /)
    expect(stdout).toContain('\nDESCRIPTION\n')
    expect(stdout.match(new RegExp(`^ +\\$ .*piw rebuild ${part}`, 'gm'))!.length).toBeGreaterThanOrEqual(2)
    expect(code).toBe(0)
  })

  it.each(PARTS)('of %s names the flags of every piw command', async (part) => {
    const {stdout} = await stage.rebuild([part, '-h'])
    for (const flag of [
      '-c, --configuration=FILE',
      '-q, --quiet',
      '-v, --verbose',
      '-l, --log-file=FILE',
      '--import-queue=ADDR',
      '--timeout=SECONDS',
      '--json',
      '-h, --help',
      '-y, --yes',
    ]) {
      expect(stdout).toContain(flag)
    }
  })

  it('of project fits a screen: at most 50 lines of 80 columns', async () => {
    const {lines} = await shown('project')
    expect(lines.length).toBeLessThanOrEqual(50)
  })

  it.each(['', ...PARTS])('of "%s" has no line over 80 columns', async (part) => {
    const {lines} = await shown(part)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })

  it.each(['', ...PARTS])('of "%s" has each flag in one line', async (part) => {
    const {lines} = await shown(part)
    const flags = lines.slice(lines.indexOf('FLAGS') + 1, lines.indexOf('DESCRIPTION'))
    expect(flags.filter((line) => line !== '' && line !== 'GLOBAL FLAGS' && !/^ {2,6}-/.test(line))).toEqual([])
  })

  it('has the flags in groups, with those of the command before those of all', async () => {
    const {lines} = await shown('project')
    expect(lines.indexOf('FLAGS')).toBeGreaterThan(0)
    expect(lines.findIndex((line) => line.includes('--packages-from='))).toBeLessThan(lines.indexOf('GLOBAL FLAGS'))
    expect(lines.findIndex((line) => line.includes('--log-file='))).toBeGreaterThan(lines.indexOf('GLOBAL FLAGS'))
  })

  it.each([
    ['project', 'piw rebuild project [PACKAGE...] [FLAGS]'],
    ['index', 'piw rebuild index [PACKAGE...] [FLAGS]'],
    ['home', 'piw rebuild home [FLAGS]'],
    ['', 'piw rebuild [FLAGS]'],
  ])('of "%s" shows in one line how it is used', async (part, usage) => {
    const {lines} = await shown(part)
    expect(lines[lines.indexOf('USAGE') + 1]).toBe(`  $ ${usage}`)
    expect(lines[lines.indexOf('USAGE') + 2]).toBe('')
  })

  it('says what a command does once', async () => {
    const {lines} = await shown('project')
    expect(
      lines.filter((line) => line.startsWith('Rebuild the project pages') || line.startsWith('  Rebuild')),
    ).toEqual(['Rebuild the project pages of some or all packages.'])
  })

  it.each(['project', 'index'])('of %s names the flags for packages', async (part) => {
    const {stdout} = await stage.rebuild([part, '--help'])
    for (const flag of ['--packages-from=FILE', '--dsn=URL', '--match=GLOB', '--dry-run', '--single-request']) {
      expect(stdout).toContain(flag)
    }
  })

  it('of the topic names the parts', async () => {
    const {code, stdout} = await stage.rebuild(['--help'])
    for (const part of PARTS) expect(stdout).toMatch(new RegExp(`^ +rebuild ${part} +Rebuild`, 'm'))
    expect(code).toBe(0)
  })

  it.each(['-h', '--help'])('by %s works in spite of a broken configuration', async (flag) => {
    stage.home.configure('quiet = perhaps')
    const {code, stderr, stdout} = await stage.rebuild(['project', flag, '-c', '/nowhere'])
    expect(stdout).toContain('USAGE')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('goes before whatever else is asked for', async () => {
    const {code, stdout} = await stage.rebuild(['project', 'numpy', '-h'])
    expect(stdout).toContain('USAGE')
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(0)
  })

  it('is not followed by a JSON document', async () => {
    const {code, stdout} = await stage.rebuild(['home', '-h', '--json'])
    expect(stdout).not.toContain('{')
    expect(code).toBe(0)
  })
})
