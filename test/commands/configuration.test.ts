import {execFileSync} from 'node:child_process'
import {closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync} from 'node:fs'
import {describe, expect, it, vi} from 'vitest'

import {setStage} from './stage.js'

const stage = setStage()

const queue = () => `import-queue = ${stage.master.address}`

describe('piw rebuild and its configuration', () => {
  describe('the configuration', () => {
    it('is read from the home folder', async () => {
      stage.home.configure(queue())
      const {code} = await stage.rebuild(['home'])
      expect(await stage.asked()).toHaveLength(1)
      expect(code).toBe(0)
    })

    it('is read from the file of -c, which overrides the home folder', async () => {
      stage.home.configure('import-queue = ipc:///nowhere/at/all')
      const {code} = await stage.rebuild(['home', '-c', stage.home.write('other.conf', queue())])
      expect(await stage.asked()).toHaveLength(1)
      expect(code).toBe(0)
    })

    it('gives way to the command line', async () => {
      const other = stage.home.write('other.conf', 'import-queue = ipc:///nowhere/at/all')
      const {code} = await stage.rebuild(['home', '-c', other, '--import-queue', stage.master.address])
      expect(await stage.asked()).toHaveLength(1)
      expect(code).toBe(0)
    })

    it('adds up from several files, key by key', async () => {
      stage.home.configure(queue(), 'quiet')
      const log = stage.home.at('added.log')
      const {stdout} = await stage.rebuild(['home', '-c', stage.home.write('other.conf', `log-file = ${log}\n`)])
      expect(stdout).toBe('')
      expect(readFileSync(log, 'utf8')).toContain('Queued: the home page.')
    })

    it('is refused with file and line where a line is wrong', async () => {
      const file = stage.home.write('wrong.conf', `[master]\n${queue()}\nquiet = perhaps\n`)
      const {code, stderr} = await stage.rebuild(['home', '-c', file])
      expect(stderr).toContain(`Error: ${file}, line 3: `)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('is refused where a line is wrong in the home folder, whatever -c says', async () => {
      stage.home.configure('', 'verbose = maybe')
      const {code, stderr} = await stage.rebuild(['home', '-c', stage.home.write('other.conf', queue())])
      expect(stderr).toContain(`${stage.home.at('.config/piwheels/piwheels.conf')}, line 2: `)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('is an error when the file of -c is missing', async () => {
      const {code, stderr} = await stage.rebuild(['home', '-c', stage.home.at('missing.conf')])
      expect(stderr).toContain(stage.home.at('missing.conf'))
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('may come from a process substitution', async () => {
      const {code} = await stage.rebuild(['home'], {
        interpreter: '/bin/bash',
        node: ['-c', `"$@" -c <(echo '${queue()}')`, 'bash', process.execPath],
      })
      expect(await stage.asked()).toHaveLength(1)
      expect(code).toBe(0)
    })

    it('may be a pipe that nobody writes into, until Ctrl-C', async () => {
      const fifo = stage.home.at('fifo')
      execFileSync('mkfifo', [fifo])
      const {child, result} = stage.start(['home', '-c', fifo])
      // This is an error until it is being read.
      const open = () => openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK) // eslint-disable-line no-bitwise
      const writer = await vi.waitFor(open, {interval: 10, timeout: 20_000})
      child.kill('SIGINT')
      const {code, stderr} = await result
      closeSync(writer)
      expect(stderr).toBe('Error: Stopped by Ctrl-C.\n')
      expect(code).toBe(130)
    })

    it('may hold keys of other tools', async () => {
      stage.configure('[master]', 'pypi-xmlrpc = https://pypi.org/pypi', 'dev-mode = true')
      expect((await stage.rebuild(['home'])).code).toBe(0)
    })

    it('may be quiet, which -v overrides', async () => {
      stage.configure('quiet = true')
      const {stdout} = await stage.rebuild(['home', '-v'])
      expect(stdout).toContain('Queued: the home page.')
    })

    it('may be verbose, which -q overrides', async () => {
      stage.configure('verbose = true')
      const {stderr, stdout} = await stage.rebuild(['project', 'NumPy', '-q'])
      expect(stdout + stderr).toBe('')
    })

    it('does not undo --yes with yes = false', async () => {
      stage.configure('yes = false')
      expect((await stage.rebuild(['project', '--yes', '--single-request'])).code).toBe(0)
    })
  })

  describe('-q with -v', () => {
    it('is a usage error', async () => {
      const {code, stderr} = await stage.rebuild(['home', '-q', '-v'])
      expect(stderr).toMatch(/--verbose.*--quiet/)
      expect(code).toBe(2)
    })
  })

  describe('--timeout', () => {
    it.each(['0', '-1', 'soon', '', 'Infinity'])('refuses "%s"', async (seconds) => {
      const {code, stderr} = await stage.rebuild(['home', `--timeout=${seconds}`])
      expect(stderr).toContain('--timeout')
      expect(code).toBe(2)
    })

    it('ends a silence', async () => {
      await stage.master.set({nonsense: [{answers: [], at: (await stage.master.count()) + 1}]})
      const {code, stderr, stdout} = await stage.rebuild(['home', '--timeout', '0.3'])
      expect(stderr).toContain(`Error: The master at ${stage.master.address} has not answered for 0.3 s.`)
      expect(stdout).toContain('No answer: it is unknown whether the home page will be rebuilt.')
      expect(code).toBe(1)
    })
  })

  describe('the log file', () => {
    const line = (name: string, level: string, message: string) =>
      new RegExp(String.raw`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ${name} ${level}: ${message}$`, 'm')

    it('takes a line an event in the form of the suite', async () => {
      const log = stage.home.at('events.log')
      await stage.rebuild(['project', 'NumPy', 'nope', '-l', log])
      expect(readFileSync(log, 'utf8').trimEnd().split('\n')).toEqual([
        expect.stringMatching(line('piw.rebuild.project', 'INFO', '"NumPy" is requested as numpy')),
        expect.stringMatching(
          line('piw.rebuild.project', 'INFO', String.raw`A rebuild of project pages begins \(.*\)\.`),
        ),
        expect.stringMatching(line('piw.rebuild.project', 'INFO', 'nope: refused, unknown package nope')),
        expect.stringMatching(line('piw.rebuild.project', 'INFO', '1 queued, 1 refused, 0 unanswered in .* s.')),
        expect.stringMatching(line('piw.rebuild.project', 'INFO', '  nope: unknown package nope')),
        expect.stringMatching(
          line('piw.rebuild.project', 'INFO', 'Failed packages are listed in a file; to request them:'),
        ),
        expect.stringMatching(line('piw.rebuild.project', 'INFO', '  piw rebuild project --packages-from .*')),
      ])
    })

    it('takes the errors', async () => {
      const log = stage.home.at('errors.log')
      await stage.rebuild(['home', '-l', log, '--import-queue', 'ipc:///nowhere/at/all'])
      expect(readFileSync(log, 'utf8')).toMatch(line('piw.rebuild.home', 'ERROR', 'No master at .*'))
    })

    it('takes the usage errors that come after the configuration', async () => {
      const log = stage.home.at('usage.log')
      await stage.rebuild(['home', 'numpy', '-l', log])
      expect(readFileSync(log, 'utf8')).toMatch(line('piw.rebuild.home', 'ERROR', 'rebuild home takes no argument.*'))
    })

    it('is added to', async () => {
      const log = stage.home.at('added-to.log')
      await stage.rebuild(['home', '-l', log])
      await stage.rebuild(['search', '-l', log])
      expect(readFileSync(log, 'utf8')).toMatch(/piw\.rebuild\.home INFO[^]*piw\.rebuild\.search INFO/)
    })

    it('comes from the configuration, too', async () => {
      stage.configure(`log-file = ${stage.home.at('configured.log')}`)
      await stage.rebuild(['home'])
      expect(existsSync(stage.home.at('configured.log'))).toBe(true)
    })

    it('can be read by its owner alone', async () => {
      const log = stage.home.at('private.log')
      await stage.rebuild(['home', '-l', log])
      // eslint-disable-next-line no-bitwise
      expect(statSync(log).mode & 0o777).toBe(0o600)
    })

    it('that cannot be written is said in one line, and done without', async () => {
      mkdirSync(stage.home.at('folder.log'), {recursive: true})
      const {code, stderr} = await stage.rebuild(['home', '-l', stage.home.at('folder.log')])
      expect(stderr).toMatch(/^Warning: no longer logging .*it is a directory\n$/)
      expect(code).toBe(0)
    })

    it('is not written through a symbolic link', async () => {
      const target = stage.home.write('target', '')
      symlinkSync(target, stage.home.at('link.log'))
      await stage.rebuild(['home', '-l', stage.home.at('link.log')])
      expect(readFileSync(target, 'utf8')).toBe('')
    })
  })
})
