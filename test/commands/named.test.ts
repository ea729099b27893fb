import {encode} from 'cborg'
import {describe, expect, it} from 'vitest'

import {setStage} from './stage.js'

const stage = setStage({packages: ['foo', 'help', 'home', 'index', 'numpy', 'pillow', 'project', 'search']})

const project = (name: string) => ['REBUILD', ['PROJECT', name]]

describe('piw rebuild of packages by name', () => {
  describe('piw rebuild with packages named', () => {
    it('asks for the index pages of packages as BOTH, in their order', async () => {
      stage.home.configure()
      await stage.rebuild(['index', 'numpy', 'Pillow', '--import-queue', stage.master.address])
      expect(await stage.asked()).toEqual([
        ['REBUILD', ['BOTH', 'numpy']],
        ['REBUILD', ['BOTH', 'pillow']],
      ])
    })

    it('asks for the project pages of packages as PROJECT, in their order', async () => {
      await stage.rebuild(['project', 'pillow', 'foo'])
      expect(await stage.asked()).toEqual([project('pillow'), project('foo')])
    })

    it('sends each request as an empty frame and a body', async () => {
      const before = (await stage.master.requests()).length
      await stage.rebuild(['index', 'numpy', 'Pillow'])
      const requests = await stage.master.requests()
      const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
      const bodies = ['numpy', 'pillow'].map((name) => encode(['REBUILD', ['BOTH', name]]))
      expect(requests.slice(before).map(({frames}) => frames.map((frame) => hex(frame)))).toEqual(
        bodies.map((body) => ['', hex(body)]),
      )
    })

    it('exits 0 when all are queued', async () => {
      const {code, stdout} = await stage.rebuild(['index', 'numpy', 'Pillow'])
      expect(stdout).toContain('2 queued, 0 refused, 0 unanswered')
      expect(code).toBe(0)
    })

    it('exits 1 when one is refused, and still asks for the others', async () => {
      const {code, stdout} = await stage.rebuild(['project', 'numpy', 'unheard-of', 'foo'])
      expect(await stage.asked()).toEqual([project('numpy'), project('unheard-of'), project('foo')])
      expect(stdout).toContain('2 queued, 1 refused, 0 unanswered')
      expect(stdout).toContain('unheard-of: unknown package unheard-of')
      expect(code).toBe(1)
    })

    it.each(['home', 'index', 'help', 'project', 'search'])('takes a package called %s for a package', async (name) => {
      const {code} = await stage.rebuild(['project', name])
      expect(await stage.asked()).toEqual([project(name)])
      expect(code).toBe(0)
    })

    it('takes flags before the part, too', async () => {
      const {code, stdout} = await stage.rebuild(['-q', '--rate', '0', 'project', 'numpy', '--json'])
      expect(await stage.asked()).toEqual([project('numpy')])
      expect(JSON.parse(stdout)).toMatchObject({queued: 1})
      expect(code).toBe(0)
    })

    it('ends with the exit code of the part behind flags, and says what is wrong once', async () => {
      const {code, stderr} = await stage.rebuild(['-q', 'home', 'foo'])
      expect(stderr.match(/^Error: /gm)).toHaveLength(1)
      expect(code).toBe(2)
    })

    it('takes packages called like its own parts behind another one', async () => {
      const {code} = await stage.rebuild(['index', 'index', 'project', 'home'])
      expect(await stage.asked()).toEqual(['index', 'project', 'home'].map((name) => ['REBUILD', ['BOTH', name]]))
      expect(code).toBe(0)
    })

    it('says with -v what a name is requested as', async () => {
      const {stderr} = await stage.rebuild(['project', '-v', 'PIL_LOW', 'numpy'])
      expect(stderr).toBe('"PIL_LOW" is requested as pil-low\npil-low: refused, unknown package pil-low\n')
    })

    it('is silent about that without -v', async () => {
      const {stderr} = await stage.rebuild(['project', 'Pillow'])
      expect(stderr).toBe('')
    })

    it.each(['--yes=true', '--dry-run=true', '--json=false'])(
      'takes no flag with a value for a name: %s',
      async (flag) => {
        const {code, stderr, stdout} = await stage.rebuild(['project', flag, 'numpy'])
        expect(stdout + stderr).toContain('takes no value, but was given')
        expect(await stage.asked()).toEqual([])
        expect(code).toBe(2)
      },
    )

    it('drops repeats, however they are written', async () => {
      const {stdout} = await stage.rebuild(['project', 'numpy', 'Pillow', 'NumPy', 'pillow', 'numpy'])
      expect(await stage.asked()).toEqual([project('numpy'), project('pillow')])
      expect(stdout).toContain('2 queued')
    })

    it('does not ask whether to go on', async () => {
      const terminal = stage.terminal(['project', 'numpy'])
      const {code} = await terminal.exited
      expect(terminal.screen).not.toContain('Continue?')
      expect(code).toBe(0)
    })

    it('takes no notice of what is on standard input', async () => {
      const {code} = await stage.rebuild(['project', 'numpy'], {input: 'foo\n'})
      expect(await stage.asked()).toEqual([project('numpy')])
      expect(code).toBe(0)
    })

    it('takes names behind -- that look like flags for names', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--', '--json'])
      expect(stderr).toContain('"--json" is not a package name')
      expect(code).toBe(2)
    })
  })

  describe.each([
    ['an empty one', '', 'it is empty'],
    ['blanks', '  ', 'it contains white space'],
    ['a blank inside', 'num py', 'it contains white space'],
    ['a control character', 'num\u0007py', 'it contains a control character'],
    ['an escape sequence', '\u001B[31mnumpy', 'it contains a control character'],
    ['more than 200 characters', 'a'.repeat(201), 'it is longer than 200 characters'],
    ['a path', '../x', 'it may contain only ASCII letters, digits'],
    ['a letter that is not ASCII', 'nümpy', 'it may contain only ASCII letters, digits'],
    ['what is not text in UTF-8', '\uFFFD', 'it may contain only ASCII letters, digits'],
    ['a dot at its end', 'numpy.', 'it must start and end with a letter or digit'],
  ])('a bad name among the arguments: %s', (_kind, name, problem) => {
    it('is refused with the reason', async () => {
      const {code, stderr} = await stage.rebuild(['project', 'numpy', name])
      expect(stderr).toContain(`is not a package name: ${problem}`)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(code).toBe(2)
    })

    it('lets nothing be sent', async () => {
      await stage.rebuild(['project', 'numpy', name, 'foo'])
      expect(await stage.asked()).toEqual([])
    })
  })

  describe('bad names among the arguments', () => {
    it('are shown without what a terminal would act on', async () => {
      const {stderr} = await stage.rebuild(['project', '\u001B[31mnumpy'])
      expect(stderr).toBe(
        String.raw`Error: "\x1b[31mnumpy" is not a package name: it contains a control character` + '\n',
      )
    })

    it('are all named at once', async () => {
      const {code, stderr} = await stage.rebuild(['project', 'a b', 'numpy', '../x'])
      expect(stderr).toContain('2 of the names given are not package names')
      expect(stderr).toContain('"a b"')
      expect(stderr).toContain('"../x"')
      expect(code).toBe(2)
    })

    it('are refused before a master is looked for', async () => {
      const {code, stderr} = await stage.rebuild(['project', 'a b', '--import-queue', 'ipc:///nowhere/at/all'])
      expect(stderr).not.toContain('No master')
      expect(code).toBe(2)
    })
  })
})

describe.each([['--match', 'x*'], ['--packages-from', 'list'], ['--single-request']])(
  '%s with packages named',
  (...flag) => {
    it('is a usage error that sends nothing', async () => {
      const {code, stderr} = await stage.rebuild(['project', 'numpy', ...flag])
      expect(stderr).toContain(`${flag[0]} cannot be used with packages named as arguments.`)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  },
)
