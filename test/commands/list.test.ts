import {execFileSync} from 'node:child_process'
import {once} from 'node:events'
import {createWriteStream, mkdirSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({packages: ['foo', 'numpy', 'pillow', ...invented(1000)]})

const project = (name: string) => ['REBUILD', ['PROJECT', name]]

describe('piw rebuild with a list of packages', () => {
  describe('piw rebuild project --packages-from FILE', () => {
    it('asks for the packages in the file, in their order', async () => {
      const list = stage.home.write('list', 'pillow\nnumpy\nfoo')
      const {code} = await stage.rebuild(['project', '--packages-from', list])
      expect(await stage.asked()).toEqual(['pillow', 'numpy', 'foo'].map((name) => project(name)))
      expect(code).toBe(0)
    })

    it('skips comments, blank lines and white space', async () => {
      const list = stage.home.write('list', '# these two\n\n  numpy  # wheels\r\n\t\nfoo\n#pillow\n')
      await stage.rebuild(['project', '--packages-from', list])
      expect(await stage.asked()).toEqual([project('numpy'), project('foo')])
    })

    it('makes the names canonical and drops repeats', async () => {
      const list = stage.home.write('list', 'Pillow\nnumpy\npillow\nNUMPY\n')
      await stage.rebuild(['project', '--packages-from', list])
      expect(await stage.asked()).toEqual([project('pillow'), project('numpy')])
    })

    it('names the file and the line of what is no name', async () => {
      const list = stage.home.write('list', 'numpy\n\nnum py\nfoo\n')
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', list])
      expect(stderr).toBe(`Error: ${list}, line 3: "num py" is not a package name: it contains white space\n`)
      expect(code).toBe(2)
    })

    it('sends nothing when a line far behind is no name', async () => {
      const list = stage.home.write('list', [...invented(1000), '../x', ''].join('\n'))
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', list])
      expect(stderr).toContain(`${list}, line 1001: "../x"`)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('says that a file is missing', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', stage.home.at('missing')])
      expect(stderr).toMatch(
        `Error: Cannot read ${stage.home.at('missing')}: no such file or directory\nGive --packages-from a file`,
      )
      expect(code).toBe(2)
    })

    it('says that a file is a folder', async () => {
      mkdirSync(stage.home.at('folder'), {recursive: true})
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', stage.home.at('folder')])
      expect(stderr).toMatch(`Error: Cannot read ${stage.home.at('folder')}: it is a directory\nGive --packages-from`)
      expect(code).toBe(2)
    })

    it('asks for nothing with a list of nothing, says so, and exits 0', async () => {
      const list = stage.home.write('list', '# nothing here\n\n')
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', list])
      expect(stderr).toBe('Warning: The list names no package; nothing was requested.\n')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(0)
    })

    it('streams a FIFO as it does standard input', async () => {
      const fifo = stage.home.at('fifo')
      execFileSync('mkfifo', [fifo])
      const {result} = stage.start(['project', '--packages-from', fifo])
      const writer = createWriteStream(fifo)
      writer.end('numpy\nbad name\nfoo\n')
      await once(writer, 'close')
      const {code, stderr} = await result
      expect(stderr).toContain('line 2: "bad name"')
      expect(await stage.asked()).toEqual([project('numpy'), project('foo')])
      expect(code).toBe(1)
    })

    it.each([['--match', 'x*'], ['--single-request']])('cannot be combined with %s', async (...flag) => {
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', '-', ...flag])
      expect(stderr).toContain(flag[0])
      expect(stderr).toContain('--packages-from')
      expect(code).toBe(2)
    })
  })

  describe('piw rebuild project --packages-from -', () => {
    it('asks for the packages on standard input', async () => {
      const {code} = await stage.rebuild(['project', '--packages-from', '-'], {input: 'numpy\n# no\nPillow'})
      expect(await stage.asked()).toEqual([project('numpy'), project('pillow')])
      expect(code).toBe(0)
    })

    it('asks for each package as it comes', async () => {
      const before = await stage.master.count()
      const {child, result} = stage.start(['project', '--packages-from', '-'], {input: null})
      child.stdin.write('numpy\n')
      await stage.master.untilReceived(before + 1)
      child.stdin.write('foo\n')
      await stage.master.untilReceived(before + 2)
      child.stdin.end()
      expect((await result).code).toBe(0)
    })

    it('reports a bad line with its number, skips it, asks for the rest, and exits 1', async () => {
      const {code, stderr, stdout} = await stage.rebuild(['project', '--packages-from', '-'], {
        input: 'numpy\n\nnum py\nfoo\n',
      })
      expect(stderr).toBe('Error: Standard input, line 3: "num py" is not a package name: it contains white space\n')
      expect(await stage.asked()).toEqual([project('numpy'), project('foo')])
      expect(stdout).toContain('2 queued, 0 refused, 0 unanswered, 1 skipped (invalid name)')
      expect(code).toBe(1)
    })

    it('exits 1 when there are nothing but bad lines', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', '-'], {input: '../x\n'})
      expect(stderr).not.toContain('names no package')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(1)
    })

    it('asks for nothing, and not for all packages, with an empty input, says so, and exits 0', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', '-'], {input: ''})
      expect(stderr).toBe('Warning: The list names no package; nothing was requested.\n')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(0)
    })

    it('ends with Ctrl-C in a dry run that waits for input', async () => {
      const {child, result} = stage.start(['project', '--dry-run', '-v', '--packages-from', '-'], {input: null})
      child.stdin.write('numpy\n')
      await once(child.stdout, 'data')
      child.kill('SIGINT')
      const {code, stdout} = await result
      expect(stdout).toBe('numpy\n')
      expect(code).toBe(130)
    })

    it('reports a line that is too long, and asks for the names behind it', async () => {
      const input = `numpy\n${'x'.repeat(5000)}\nfoo\n`
      const {code, stderr} = await stage.rebuild(['project', '--packages-from', '-'], {input})
      expect(stderr).toBe('Error: Standard input, line 2: it is longer than 4096 bytes\n')
      expect(await stage.asked()).toEqual([project('numpy'), project('foo')])
      expect(code).toBe(1)
    })

    it('ends with SIGTERM while it waits for input', async () => {
      const before = await stage.master.count()
      const {child, result} = stage.start(['project', '--packages-from', '-'], {input: null})
      child.stdin.write('numpy\n')
      await stage.master.untilReceived(before + 1)
      child.kill('SIGTERM')
      const {code, stdout} = await result
      expect(stdout).toContain('Stopped by SIGTERM. 1 queued')
      expect(code).toBe(143)
    })

    it('takes what is typed at a terminal up to Ctrl-D', async () => {
      const before = await stage.master.count()
      const terminal = stage.terminal(['project', '--packages-from', '-'])
      await terminal.waitFor(/Connected/)
      terminal.type('numpy\r')
      await stage.master.untilReceived(before + 1)
      terminal.type('\u0004')
      expect((await terminal.exited).code).toBe(0)
    })
  })
})
