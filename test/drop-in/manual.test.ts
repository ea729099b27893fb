import {execFile} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {OPTIONS} from '../../src/drop-in/definition.js'

const run = promisify(execFile)

const root = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

const page = readFileSync(root('man/piw-rebuild.1'), 'utf8')

const GROFF = '/usr/bin/groff'

describe('the man page', () => {
  it('is what scripts/man.js makes', async () => {
    await expect(run(process.execPath, [root('scripts/man.js'), '--check'])).resolves.toMatchObject({stderr: ''})
  })

  it('is shipped, and named in package.json', () => {
    const {bin, files, man} = JSON.parse(readFileSync(root('package.json'), 'utf8')) as {
      bin: Record<string, string>
      files: string[]
      man: readonly string[]
    }
    // As text npm would leave it unlinked.
    expect(man).toEqual(['man/piw-rebuild.1'])
    expect(bin['piw-rebuild']).toBe('bin/piw-rebuild.js')
    expect(files).toEqual(expect.arrayContaining(['man', 'bin/piw-rebuild.js']))
  })

  it.each(OPTIONS.flatMap(({flags}) => flags))('names %s', (flag) => {
    expect(page.replaceAll(String.raw`\-`, '-')).toMatch(new RegExp(String.raw`^(?!\[).*\\fB${flag}\\fR`, 'm'))
  })

  it.skipIf(!existsSync(GROFF))('is taken by groff without a warning', async () => {
    const {stderr, stdout} = await run(GROFF, ['-man', '-Tascii', '-ww', '-P-cbou', root('man/piw-rebuild.1')])
    expect(stderr).toBe('')
    expect(stdout).toMatch(
      /^SYNOPSIS\n +piw-rebuild \[-h\] \[--version\] \[-c FILE\] \[-q\] \[-v\] \[-l FILE\] \[-y\]/m,
    )
    // Paths can be copied.
    expect(stdout).toContain(' (/simple/PACKAGE/index.html')
    expect(stdout).toContain('postgres:///piwheels')
  })
})
