import {execFileSync} from 'node:child_process'
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/master-at.js'
import {DIST, runProgram} from '../support/program.js'

/** oclif, as files that can be imported from anywhere. */
const OCLIF = new URL('.', import.meta.resolve('@oclif/core')).href

interface Running {
  readonly argv?: readonly string[]
  /** Where the base class comes from; the hooks are those of this package. */
  readonly library?: string
}

/** Runs commands whose work is this, one after the other, in a Node.js of their own. */
async function run(works: readonly string[] | string, {argv = [], library = DIST}: Running = {}) {
  return runProgram(`import {Config} from '${OCLIF}config/index.js'
    import {handle} from '${OCLIF}errors/handle.js'
    import {setTimeout as sleep} from 'node:timers/promises'
    import {PiwCommand} from '${library}index.js'
    const config = await Config.load(new URL('..', '${DIST}').pathname)
    ${[works]
      .flat()
      .map((work) => piece(work, argv))
      .join('\n')}`)
}

const piece = (work: string, argv: readonly string[]) => `
  try {
    await class Work extends PiwCommand {
      async run() {
        await this.parse(this.ctor)
        ${work}
      }
    }.run(${JSON.stringify(argv)}, config)
  } catch (error) {
    await handle(error)
  }`

/** A copy of this package of some version, as another plugin may bring one: where its code is. */
async function givenCopy(version: string) {
  const folder = await temporaryFolder()
  execFileSync('cp', ['-r', fileURLToPath(DIST), path.join(folder, 'dist')])
  symlinkSync(fileURLToPath(new URL('../node_modules', DIST)), path.join(folder, 'node_modules'))
  const pjson = {name: '@piwheels/plugin-rebuild', type: 'module', version}
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(pjson))
  return pathToFileURL(path.join(folder, 'dist/')).href
}

describe('a command', () => {
  describe('that is stopped', () => {
    it.each([
      ['by what heeds its signal', 'await sleep(60_000, undefined, {signal: this.stopSignal})'],
      ['by what it wraps', 'await this.orStopped(sleep(60_000))'],
    ])('%s ends with the code of the signal', async (_how, work) => {
      const {code, stderr} = await run(`setImmediate(() => process.kill(process.pid, 'SIGTERM')); ${work}`)
      expect(stderr).toBe('Error: Stopped by SIGTERM.\n')
      expect(code).toBe(143)
    })

    it('not so where it fails for another reason', async () => {
      const {code, stderr} = await run("throw new DOMException('elsewhere', 'AbortError')")
      expect(stderr).toBe('Error: elsewhere\n')
      expect(code).toBe(1)
    })
  })

  describe('with --json', () => {
    const inJson = async (...works: string[]) => run(works, {argv: ['--json']})

    it('prints each result, whatever it is, and none where there is none', async () => {
      const results = ['0', 'false', '""', 'null', 'true', '"text"']
      const {code, stdout} = await inJson(...results.map((result) => `return ${result}`), '')
      expect(stdout).toBe(results.map((result) => `${result}\n`).join(''))
      expect(code).toBe(0)
    })

    it.each(['{count: 1n}', '0n'])('tells an error of a result that has no JSON: %s', async (result) => {
      const {code, stderr, stdout} = await inJson(`return ${result}`)
      const message = expect.stringMatching(/^The result cannot be printed as JSON: .*BigInt/)
      expect(JSON.parse(stdout)).toEqual({error: {exit: 1, message, suggestions: []}})
      expect(stderr).toBe('')
      expect(code).toBe(1)
    })
  })

  describe('that throws what is no error', () => {
    it('shows a text', async () => {
      expect(await run("throw 'text'")).toEqual({code: 1, stderr: 'Error: text\n', stdout: ''})
    })

    it('tells anything with --json', async () => {
      const {code, stdout} = await run(['throw 42', 'throw null', 'throw {a: 1}'], {argv: ['--json']})
      expect([...stdout.matchAll(/"message": "(.*)"/g)].map(([, message]) => message)).toEqual([
        '42',
        'null',
        '{ a: 1 }',
      ])
      expect(code).toBe(1)
    })
  })

  describe('whose base class is of another copy of this package', () => {
    it('is warned where that has another version', async () => {
      const {code, stderr} = await run('', {library: await givenCopy('9.9.9')})
      expect(stderr).toMatch(
        /^Warning: different versions of .* are loaded: 9\.9\.9 in .*\/, \d+\.\d+\.\d+ in .*\/\.\n/,
      )
      expect(code).toBe(0)
    })

    it('is not warned where that has the same version', async () => {
      const {version} = JSON.parse(readFileSync(new URL('../package.json', DIST), 'utf8')) as {version: string}
      expect(await run('', {library: await givenCopy(version)})).toEqual({code: 0, stderr: '', stdout: ''})
    })
  })
})
