import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough, Readable} from 'node:stream'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'

import {openListFile} from '../../src/packages/list-file.js'
import {collect, first} from './collect.js'

let folder: string
let made = 0

describe('a list of packages', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'piw-list-'))
  })

  afterAll(() => rmSync(folder, {force: true, recursive: true}))

  describe('a regular file', () => {
    test('gives its names, one a line, counted', async () => {
      const source = await openListFile({file: list('django\nnumpy\nscipy\n')})

      expect(source.count).toBe(3)
      expect(await collect(source)).toEqual(['django', 'numpy', 'scipy'])
    })

    test('may have comments, blank lines, white space, CRLF, a byte order mark and no last newline', async () => {
      const text = '\uFEFFdjango\r\n\r\n# all of this\r\n  \t# and this\r\n\tnumpy # but not this\r\nscipy\t#or this'
      const source = await openListFile({file: list(text)})

      expect(source.count).toBe(3)
      expect(await collect(source)).toEqual(['django', 'numpy', 'scipy'])
    })

    test('gives canonical names, each once, and tells which it changed', async () => {
      const onCanonical = vi.fn()
      const source = await openListFile({file: list('Django\nnumpy\ndjango\n'), onCanonical})

      expect(source.count).toBe(2)
      expect(await collect(source)).toEqual(['django', 'numpy'])
      expect(onCanonical.mock.calls).toEqual([['Django', 'django']])
    })

    test('may be empty', async () => {
      const source = await openListFile({file: list('')})

      expect(source.count).toBe(0)
      expect(await collect(source)).toEqual([])
    })

    test('may be longer than one reading of it', async () => {
      const names = Array.from({length: 50_000}, (_, n) => `package-${n}`)
      const source = await openListFile({file: list(names.join('\n'))})

      expect(source.count).toBe(50_000)
      expect(await collect(source)).toEqual(names)
    })

    test('is refused for a line that is not a name, with its number', async () => {
      const file = list('django\n\n# fine\nfoo bar\n')

      await expect(openListFile({file})).rejects.toMatchObject({
        kind: 'usage',
        message: `${file}, line 4: "foo bar" is not a package name: it contains white space`,
        name: 'ListFileError',
      })
    })

    test('is refused with the first of its bad lines, and how many there are', async () => {
      const file = list(`good\n${'b@d\n'.repeat(7)}`)

      await expect(openListFile({file})).rejects.toThrow(
        /has 7 lines that are not package names:\n {2}line 2: .*\n(?: {2}line [3-6]: .*\n){4} {2}and 2 more$/,
      )
    })

    test('is refused for bytes that are not UTF-8', async () => {
      const file = list(Buffer.from('django\ncaf\u00E9\n', 'latin1'))

      await expect(openListFile({file})).rejects.toThrow(`${file}, line 2: it is not valid UTF-8`)
    })

    test('is refused for a line that is too long to hold a name', async () => {
      const file = list(`django\n${'x'.repeat(5000)}\n`)

      await expect(openListFile({file})).rejects.toThrow('line 2: it is longer than 4096 bytes')
    })

    test('that grew a bad line after it was checked has that line reported and skipped', async () => {
      const file = list('django\n')
      const onBadLine = vi.fn()
      const source = await openListFile({file, onBadLine})
      appendFileSync(file, '../x\nnumpy\n')

      expect(await collect(source)).toEqual(['django', 'numpy'])
      expect(onBadLine.mock.calls).toEqual([[{line: 2, problem: expect.stringContaining('"../x"')}]])
    })

    test('that is replaced after it was checked is read as it was', async () => {
      const file = list('django\n')
      const source = await openListFile({file})
      rmSync(file)
      writeFileSync(file, 'numpy\n')

      expect(await collect(source)).toEqual(['django'])
    })

    test('can be closed unread, and twice', async () => {
      const source = await openListFile({file: list('django\n')})
      await source.close()

      await expect(source.close()).resolves.toBeUndefined()
    })

    test('can be left in the middle, and closed after', async () => {
      const source = await openListFile({file: list('django\n'.repeat(100_000))})

      expect(await first(source)).toBe('django')
      await expect(source.close()).resolves.toBeUndefined()
    })

    test('is read no further once the signal is aborted', async () => {
      const stop = new AbortController()
      const source = await openListFile({file: list(numbered(100_000)), signal: stop.signal})
      const reason = new Error('enough')
      const taken: string[] = []
      const reading = (async () => {
        for await (const some of source) {
          taken.push(...some)
          stop.abort(reason)
        }
      })()

      await expect(reading).rejects.toBe(reason)
      expect(taken.length).toBeLessThan(2000)
    })
  })

  describe('what is no file of names', () => {
    test.each([
      ['a missing file', () => join(folder, 'missing'), /^Cannot read .*missing: no such file or directory$/],
      ['a folder', () => folder, /^Cannot read .*: it is a directory$/],
    ])('is refused as a usage error: %s', async (_, file, message) => {
      await expect(openAndRead(file())).rejects.toMatchObject({kind: 'usage', message: expect.stringMatching(message)})
    })

    test.skipIf(process.getuid?.() === 0)('is refused as a usage error: a file without permission', async () => {
      const file = list('django\n')
      chmodSync(file, 0)

      await expect(openAndRead(file)).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringContaining('permission denied'),
      })
    })
  })

  describe('standard input', () => {
    test('is streamed, uncounted', async () => {
      const source = await openListFile({
        file: '-',
        stdin: Readable.from([Buffer.from('dja'), Buffer.from('ngo\nnumpy')]),
      })

      expect(source.count).toBeUndefined()
      expect(await collect(source)).toEqual(['django', 'numpy'])
    })

    test('has its bad lines reported and skipped', async () => {
      const onBadLine = vi.fn()
      const source = await openListFile({
        file: '-',
        onBadLine,
        stdin: Readable.from([Buffer.from('a\n\n../x\nb\n\u00E9\n', 'latin1')]),
      })

      expect(await collect(source)).toEqual(['a', 'b'])
      expect(onBadLine.mock.calls).toEqual([
        [{line: 3, problem: expect.stringContaining('"../x" is not a package name')}],
        [{line: 5, problem: 'it is not valid UTF-8'}],
      ])
    })

    test('gives a name as soon as its line is complete', async () => {
      const stdin = new PassThrough()
      const source = await openListFile({file: '-', stdin})
      stdin.write('django\nnum')

      expect(await first(source)).toBe('django')
    })

    test('has a line that is too long reported and skipped, once, however it comes', async () => {
      const stdin = new PassThrough()
      const onBadLine = vi.fn()
      const source = await openListFile({file: '-', onBadLine, stdin})
      stdin.write('django\n')
      for (let times = 0; times < 4; times++) stdin.write('x'.repeat(3000))
      stdin.end('\nnumpy\n')

      expect(await collect(source)).toEqual(['django', 'numpy'])
      expect(onBadLine.mock.calls).toEqual([[{line: 2, problem: 'it is longer than 4096 bytes'}]])
    })

    test('is given up, not kept in memory, when a line has no end', async () => {
      const endless = spawn('cat', ['/dev/zero'], {stdio: ['ignore', 'pipe', 'ignore']})
      const ended = once(endless, 'exit')
      const source = await openListFile({file: '-', stdin: endless.stdout})

      await expect(collect(source)).rejects.toMatchObject({
        kind: 'failure',
        message: 'Cannot read standard input: line 1 is longer than 16 MiB',
      })
      await ended
    })

    test('is let go of when the reader stops early', async () => {
      const endless = spawn('yes', ['django'], {stdio: ['ignore', 'pipe', 'ignore']})
      const ended = once(endless, 'exit')
      const source = await openListFile({file: '-', stdin: endless.stdout})

      expect(await first(source)).toBe('django')
      await ended
    })

    test('that says nothing can be stopped by the signal', async () => {
      const stop = new AbortController()
      const source = await openListFile({file: '-', signal: stop.signal, stdin: new PassThrough()})
      const reading = collect(source)
      stop.abort(new Error('enough'))

      await expect(reading).rejects.toThrow('enough')
    })
  })

  describe('a FIFO', () => {
    test('is streamed, uncounted', async () => {
      const file = fifo()
      const source = await openListFile({file})
      spawn('sh', ['-c', `printf 'django\\nb@d\\nNumPy\\n' > ${file}`])

      expect(source.count).toBeUndefined()
      expect(await collect(source)).toEqual(['django', 'numpy'])
    })

    test('is let go of when the reader stops early', async () => {
      const file = fifo()
      const source = await openListFile({file})
      const endless = spawn('sh', ['-c', `exec yes django > ${file}`], {stdio: 'ignore'})
      const ended = once(endless, 'exit')

      expect(await first(source)).toBe('django')
      await ended
    })

    test('that nobody writes to can be stopped by the signal', async () => {
      const stop = new AbortController()
      const source = await openListFile({file: fifo(), signal: stop.signal})
      const reading = collect(source)
      stop.abort(new Error('enough'))

      await expect(reading).rejects.toThrow('enough')
    })

    test('that nobody writes to can be closed', async () => {
      const source = await openListFile({file: fifo()})

      await expect(source.close()).resolves.toBeUndefined()
    })
  })
})

function list(content: Buffer | string): string {
  const file = join(folder, `list-${++made}.txt`)
  writeFileSync(file, content)
  return file
}

function fifo(): string {
  const file = join(folder, `fifo-${++made}`)
  execFileSync('mkfifo', [file])
  return file
}

function numbered(count: number): string {
  return Array.from({length: count}, (_, n) => `package-${n}\n`).join('')
}

async function openAndRead(file: string): Promise<string[]> {
  return collect(await openListFile({file}))
}
