import {describe, expect, it} from 'vitest'

import {setStage} from './stage.js'

const stage = setStage({database: ['django', 'numpy', 'pillow'], packages: ['numpy']})

describe('a package that the master does not know', () => {
  it('is shown with what may have been meant', async () => {
    const {code, stdout} = await stage.rebuild(['project', 'djagno', 'numpy'])
    expect(stdout).toContain('  djagno: unknown package djagno (did you mean django?)\n')
    expect(code).toBe(1)
  })

  it('has it in JSON, too', async () => {
    const {stdout} = await stage.rebuild(['project', 'djagno', 'nosuch', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      failures: [
        {package: 'djagno', reason: 'unknown package djagno', similar: ['django'], status: 'refused'},
        {package: 'nosuch', reason: 'unknown package nosuch', status: 'refused'},
      ],
    })
    expect(stdout.match(/similar/g)).toHaveLength(1)
  })

  it('is shown without where none is like it', async () => {
    const {stdout} = await stage.rebuild(['project', 'nosuch'])
    expect(stdout).toContain('  nosuch: unknown package nosuch\n')
  })

  it('is looked up for the first three only', async () => {
    const {stdout} = await stage.rebuild(['project', 'djang', 'jango', 'dango', 'djngo'])
    expect(stdout.match(/did you mean/g)).toHaveLength(3)
  })

  it('is not looked up where it comes from a list', async () => {
    const {stdout} = await stage.rebuild(['project', '--packages-from', '-'], {input: 'djagno\n'})
    expect(stdout).toContain('unknown package djagno')
    expect(stdout).not.toContain('did you mean')
  })

  it.each([
    ['is not there', 'postgres:///piwheels?host=/nowhere'],
    ['has a wrong address', 'nonsense'],
  ])('is shown as it is, and nothing else said, where the database %s', async (_what, dsn) => {
    const {code, stderr, stdout} = await stage.rebuild(['project', 'djagno', '--dsn', dsn])
    expect(stdout).toContain('  djagno: unknown package djagno\n')
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })
})
