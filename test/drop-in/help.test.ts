import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {piwRebuild} from './piw-rebuild.js'

const stage = setStage()

const HELP = `\
usage: piw-rebuild [-h] [--version] [-c FILE] [-q] [-v] [-l FILE] [-y]
                   [--import-queue ADDR]
                   part [package]

Asks the piwheels master to rebuild pages of the site. Must be run on the
master's machine.

positional arguments:
  part                  The part of the site to rebuild: 'home', 'search',
                        'project' or 'index'. 'project' and 'index' take an
                        optional package
  package               With 'project' or 'index', the package whose pages are
                        rebuilt (default: ALL packages, after a confirmation)

options:
  -h, --help            Show this help message and exit
  --version             Show the version of the package and exit
  -c, --configuration FILE
                        Specify a configuration file to load
  -q, --quiet           Produce less console output
  -v, --verbose         Produce more console output
  -l, --log-file FILE   Log messages to the specified file
  -y, --yes             Run non-interactively; never prompt during operation
  --import-queue ADDR   The address of the import queue of the master
                        (default: ipc:///tmp/piw-import); this is always an
                        ipc address

Exit codes: 0 all queued, 1 something failed, 2 nothing sent (usage,
configuration, declined), 129, 130 and 143 stopped by SIGHUP, Ctrl-C and
SIGTERM. The command "piw rebuild" of the same package does the same and more:
several packages at once, lists, patterns, dry runs, and resuming a stopped
run.
`

describe('what piw-rebuild says of itself', () => {
  describe('the help', () => {
    it.each([
      ['-h', ['-h']],
      ['--help', ['--help']],
      ['an abbreviation', ['--he']],
      ['a bundle', ['-qyh']],
      ['a part besides', ['project', 'numpy', '-h']],
      ['a mistake behind it', ['-h', '--no-such-thing']],
      ['a missing configuration file', ['-c', '/nowhere', '-h']],
    ])('is shown by %s', async (_what, args) => {
      const {code, stderr, stdout} = await piwRebuild(stage, args)
      expect(stdout).toBe(HELP)
      expect(stderr).toBe('')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(0)
    })

    it('is shown in spite of a broken configuration', async () => {
      stage.home.configure('quiet = perhaps')
      const {code, stdout} = await piwRebuild(stage, ['--help'])
      expect(stdout).toBe(HELP)
      expect(code).toBe(0)
    })
  })

  describe('the version', () => {
    const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }

    it.each([['--version'], ['--vers']])('is shown alone by %s', async (flag) => {
      const {code, stderr, stdout} = await piwRebuild(stage, [flag])
      expect(stdout).toBe(`${version}\n`)
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })
  })
})
