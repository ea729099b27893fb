import {execFileSync} from 'node:child_process'
import {readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest'

import {Home, piw} from '../support/piw.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const MANIFEST = 'node_modules/zeromq/build/manifest.json'

/** A manifest of add-ons that zeromq has, none of which is there. */
const missing = readFileSync(path.join(ROOT, MANIFEST), 'utf8')

describe('without an add-on of zeromq that can be loaded', () => {
  let home: Home

  beforeEach(() => {
    home = new Home()
    onTestFinished(() => home.remove())
    execFileSync('cp', ['-r', path.join(ROOT, 'bin'), path.join(ROOT, 'bundle'), home.folder])
    home.write('node_modules/zeromq/package.json', '{"main": "lib/index.js"}')
    home.write('node_modules/zeromq/lib/index.js', '')
  })

  const start = async (...args: string[]) => piw(args, {env: home.env, program: home.at('bin/run.js')})

  it.each([
    ['whose file is missing', /Cannot find module '\S+\.node'$/, missing],
    ['for this machine', new RegExp(`No compatible zeromq.js addon found for linux ${process.arch} \\w+$`), '{}'],
  ])('%s, one message says what is missing and what to do', async (_which, reason, manifest) => {
    home.write(MANIFEST, manifest)
    const {code, stderr} = await start('rebuild', 'home')
    const [first, ...others] = stderr.split('\n')
    expect(first).toMatch(/^Error: Cannot load the add-on of zeromq for linux \w+: /)
    expect(first).toMatch(reason)
    expect(others).toEqual([expect.stringContaining('Reinstall zeromq'), expect.stringContaining('noexec'), ''])
    expect(code).toBe(1)
  })

  it('as it is not installed, the same is said', async () => {
    rmSync(home.at('node_modules'), {recursive: true})
    const {code, stderr} = await start('rebuild', 'home')
    expect(stderr).toMatch(/^Error: Cannot load the add-on of zeromq for linux \w+: Cannot find module 'zeromq'\n/)
    expect(code).toBe(1)
  })

  it('the help is shown', async () => {
    const {code, stderr} = await start('rebuild', 'home', '--help')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})
