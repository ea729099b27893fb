import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {beforeAll, describe, expect, inject, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {InstalledPiw} from './installed.js'
import {npm, ROOT, run} from './npm.js'

/** A file of the docs: its name at the beginning of a line, and the block behind it. */
const FILE = /^`([\w./-]+)`[^\n]*:\n\n```\w+\n(.*?)^```$/gms

const stage = setStage()

/** The oclif of each Node.js. */
const CORE: Readonly<Record<number, string>> = {20: '@oclif/core@4', 24: '@oclif/core@5'}

describe('docs/reuse.md', () => {
  describe.each(inject('hosts'))('its plugin, on Node.js $nodeMajor', (host) => {
    const folder = path.join(host.folder, '..', `hello-${host.nodeMajor}`)
    const piw = new InstalledPiw({...host, program: path.join(folder, 'bin', 'run.js')}, stage)

    beforeAll(async () => {
      const docs = readFileSync(path.join(ROOT, 'docs', 'reuse.md'), 'utf8')
      for (const [, name = '', text = ''] of docs.matchAll(FILE)) {
        const file = path.join(folder, name)
        mkdirSync(path.dirname(file), {recursive: true})
        writeFileSync(file, text)
      }

      await npm(['install', CORE[host.nodeMajor] ?? '', inject('tarball')], folder, host.node)
    })

    it('passes its own test', async () => {
      expect(await run(host.node, ['--test'], folder)).toMatch(/pass 1\b/)
    })

    it('prints what the docs say', async () => {
      expect(await piw.run(['hello-queue', '--yes'])).toEqual({
        code: 0,
        signal: null,
        stderr: '',
        stdout: 'Hello! The master says: DONE REBUILD\n',
      })
    })

    it('prints JSON', async () => {
      const {stdout} = await piw.run(['hello-queue', '--yes', '--json'])
      expect(JSON.parse(stdout)).toEqual({answer: 'DONE', what: 'REBUILD'})
    })

    it('has a help', async () => {
      const {code, stdout} = await piw.run(['hello-queue', '--help'])
      expect(stdout).toContain('$ piw hello-queue')
      expect(code).toBe(0)
    })

    it('asks', async () => {
      const terminal = piw.terminal(['hello-queue'])
      await terminal.waitFor(/This will rebuild the home page\. Continue\? \(y\/N\)/)
      terminal.type('y\r')
      expect(await terminal.exited).toMatchObject({code: 0})
      expect(terminal.screen).toContain('Hello! The master says: DONE REBUILD')
    })
  })
})
