import {readFileSync, symlinkSync} from 'node:fs'
import {beforeAll, describe, expect, it} from 'vitest'

import {PIW, PIW_REBUILD} from '../support/piw.js'
import {Terminal} from '../support/terminal.js'
import {setStage} from './stage.js'

const PACKAGES = ['django', 'django-cms', 'numpy', 'pillow']

const stage = setStage({database: PACKAGES, packages: PACKAGES})

const root = (name: string) => new URL(`../../${name}`, import.meta.url)

interface Manifest {
  readonly commands: Readonly<Record<string, {readonly examples: readonly string[]; readonly id: string}>>
}

/** The command lines in the help of each command, as the user sees them. */
function commandLines(): string[] {
  const {commands} = JSON.parse(readFileSync(root('oclif.manifest.json'), 'utf8')) as Manifest
  return Object.values(commands).flatMap(({examples, id}) =>
    examples
      .flatMap((text) => text.split('\n'))
      .map((line) =>
        line
          .replace(/^\$ /, '')
          .replaceAll('<%= config.bin %>', 'piw')
          .replaceAll('<%= command.id %>', id.replaceAll(':', ' ')),
      ),
  )
}

/** The command lines in the man page. */
function manualLines(): string[] {
  const page = readFileSync(root('man/piw-rebuild.1'), 'utf8')
  return [...page.matchAll(/^\.nf\n\\fB(.*)\\fR\n\.fi$/gm)].map(([, line = '']) => line.replaceAll(String.raw`\-`, '-'))
}

/** Runs a command line as a shell would, where the files and programs are that it names. */
function run(line: string): Terminal {
  const {PATH = '', ...env} = stage.home.env
  const terminal = new Terminal(['-c', `cd "$HOME" && ${line}`], {
    columns: 120,
    command: '/bin/sh',
    env: {...env, PATH: `${stage.home.at('bin')}:${PATH}`},
  })
  return terminal
}

/** It goes on with a question. */
const QUESTION = /\? What do you want to rebuild\?/

beforeAll(() => {
  stage.home.write('packages.txt', 'django\nnumpy\n')
  stage.home.write('bin/.keep', '')
  symlinkSync(PIW, stage.home.at('bin/piw'))
  symlinkSync(PIW_REBUILD, stage.home.at('bin/piw-rebuild'))
})

describe('the example', () => {
  it.each([...commandLines(), ...manualLines()])('%s can be run as it stands', async (line) => {
    const terminal = run(line)
    if (line.includes('prompts for what')) {
      await terminal.waitFor(QUESTION)
      terminal.type('\u0003')
      expect((await terminal.exited).code, terminal.screen).toBe(2)
    } else {
      expect((await terminal.exited).code, terminal.screen).toBe(0)
      if (!/--dry-run|--help/.test(line)) expect((await stage.asked()).length).toBeGreaterThan(0)
    }
  })

  it('is given by every command and by the man page', () => {
    const lines = commandLines()
    for (const part of ['', ' home', ' search', ' project', ' index']) {
      expect(lines.filter((line) => line.includes(`piw rebuild${part}`)).length).toBeGreaterThanOrEqual(2)
    }

    expect(manualLines().length).toBeGreaterThanOrEqual(3)
  })
})
