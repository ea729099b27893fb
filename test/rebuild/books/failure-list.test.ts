import {execFileSync} from 'node:child_process'
import {lstat, mkdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {describe, expect, it, onTestFinished, vi} from 'vitest'

import {openListFile} from '../../../src/packages/list-file.js'
import {FailureList} from '../../../src/rebuild/books/failure-list.js'
import {type Outcome} from '../../../src/rebuild/requests/outcome.js'
import {collectParts, temporaryFolder} from '../../support/master-at.js'
import {DIST, runProgram} from '../../support/program.js'

const queued: Outcome = {package: 'numpy', status: 'queued'}
const refused: Outcome = {package: 'foo', reason: 'unknown package foo', status: 'refused'}
const unanswered: Outcome = {package: 'bar', status: 'unanswered'}

async function givenFile(...names: string[]): Promise<string> {
  return path.join(await temporaryFolder(), ...names)
}

function givenList(file: string) {
  const onChanged = vi.fn<(path: string, problem: string) => void>()
  const onProblem = vi.fn<(problem: string) => void>()
  const list = new FailureList({name: () => file, onChanged, onProblem})
  onTestFinished(() => list.close())
  return {list, onChanged, onProblem}
}

/** The list of an earlier part of a run, as the checkpoint knows it. */
async function givenEarlier() {
  const earlier = givenList(await givenFile('earlier.txt')).list
  earlier.add(refused)
  const {bytes, path: file, sha256} = earlier
  // Written after the last checkpoint.
  earlier.add(unanswered)
  earlier.close()
  return {bytes, path: file!, sha256}
}

describe('a failure list', () => {
  it('reads back as a list of what was not queued', async () => {
    const file = await givenFile('list.txt')
    const {list, onProblem} = givenList(file)
    for (const outcome of [queued, refused, queued, unanswered]) list.add(outcome)
    expect(list.path).toBe(file)
    const source = await openListFile({file})
    expect(await collectParts(source)).toEqual({error: undefined, items: ['foo', 'bar']})
    expect(onProblem).not.toHaveBeenCalled()
  })

  it('says why, where a reason was given', async () => {
    const file = await givenFile('list.txt')
    const {list} = givenList(file)
    list.add(refused)
    list.add(unanswered)
    expect(await readFile(file, 'utf8')).toBe('foo # unknown package foo\nbar # no answer\n')
  })

  it('cannot be made to hold another line, or to colour the screen, by a reason', async () => {
    const file = await givenFile('list.txt')
    const {list} = givenList(file)
    list.add({package: 'foo', reason: 'no\nnumpy\r\u2028\u001B[31m', status: 'refused'})
    expect(await readFile(file, 'utf8')).toBe(`${String.raw`foo # no\x0anumpy\x0d\u2028\x1b[31m`}\n`)
    expect((await collectParts(await openListFile({file}))).items).toEqual(['foo'])
  })

  it('is there as soon as something is in it: a killed run leaves it', async () => {
    const file = await givenFile('list.txt')
    const {list} = givenList(file)
    list.add(refused)
    expect(await readFile(file, 'utf8')).toContain('foo')
  })

  it('is not made while there is nothing in it', async () => {
    const file = await givenFile('folder', 'list.txt')
    const {list} = givenList(file)
    list.add(queued)
    list.add({package: null, status: 'unanswered'})
    list.close()
    expect(list.path).toBeNull()
    await expect(stat(path.dirname(file))).rejects.toThrow('ENOENT')
  })

  it('is for its owner alone, whatever the umask, and so is a folder made for it', async () => {
    const file = await givenFile('folder', 'list.txt')
    const umask = process.umask(0)
    onTestFinished(() => {
      process.umask(umask)
    })
    const {list} = givenList(file)
    list.add(refused)
    const modes = await Promise.all([file, path.dirname(file)].map(async (made) => (await stat(made)).mode % 0o1000))
    expect(modes).toEqual([0o600, 0o700])
  })

  it('does not follow a symbolic link planted at its place', async () => {
    const file = await givenFile('list.txt')
    const victim = path.join(path.dirname(file), 'victim')
    await writeFile(victim, 'precious')
    await symlink(victim, file)
    const {list, onProblem} = givenList(file)
    list.add(refused)
    list.add(unanswered)
    expect(await readFile(victim, 'utf8')).toBe('precious')
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect(list.path).toBeNull()
    expect(onProblem).toHaveBeenCalledOnce()
  })

  it('does not follow a symbolic link to where nothing is yet', async () => {
    const file = await givenFile('list.txt')
    const victim = path.join(path.dirname(file), 'victim')
    await symlink(victim, file)
    givenList(file).list.add(refused)
    await expect(stat(victim)).rejects.toThrow('ENOENT')
  })

  it('does not write to a file that was there before', async () => {
    const file = await givenFile('list.txt')
    await writeFile(file, 'precious')
    const {list, onProblem} = givenList(file)
    list.add(refused)
    expect(await readFile(file, 'utf8')).toBe('precious')
    expect(onProblem).toHaveBeenCalledOnce()
  })

  it('tells once that its folder cannot be made, and lets the run go on', async () => {
    const file = await givenFile('file', 'list.txt')
    await writeFile(path.dirname(file), '')
    const {list, onProblem} = givenList(file)
    for (let count = 0; count < 3; count++) list.add(refused)
    list.close()
    expect(onProblem.mock.calls).toEqual([[expect.stringMatching(/^(EEXIST|a part of its path)/)]])
    expect(list.path).toBeNull()
  })

  it('tells once that a folder is at its place', async () => {
    const file = await givenFile('list.txt')
    await mkdir(file)
    const {list, onProblem} = givenList(file)
    for (let count = 0; count < 3; count++) list.add(refused)
    expect(onProblem.mock.calls).toEqual([[expect.stringContaining('it already exists')]])
  })

  it('tells once that there is no more room for it, and lets the run go on', async () => {
    const file = await givenFile('list.txt')
    const {code, stderr, stdout} = await runProgram(
      `import {FailureList} from '${DIST}rebuild/books/failure-list.js'
       // The limit's signal would end the process; without it the write fails.
       process.on('SIGXFSZ', () => {})
       const problems = []
       const list = new FailureList({name: () => '${file}', onChanged() {}, onProblem: (problem) => problems.push(problem)})
       for (let count = 0; count < 10_000; count++) list.add({package: 'pkg-' + count, status: 'unanswered'})
       list.close()
       console.log(JSON.stringify({path: list.path, problems}))`,
      {fileSize: 16},
    )
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    // Half a list would be taken for a whole one.
    expect(JSON.parse(stdout)).toEqual({path: null, problems: [expect.stringContaining('the file is too large')]})
    expect((await stat(file)).size).toBeGreaterThan(1000)
  })

  it('can be closed more than once', async () => {
    const {list} = givenList(await givenFile('list.txt'))
    list.add(refused)
    list.close()
    list.close()
    expect(list.path).not.toBeNull()
  })

  it('takes another name when its own is taken', async () => {
    const file = await givenFile('list.txt')
    await writeFile(file, 'of another run')
    const name = (attempt: number) => (attempt === 1 ? file : `${file}-${attempt}`)
    const list = new FailureList({name, onChanged() {}, onProblem: () => expect.unreachable()})
    list.add(refused)
    list.close()
    expect(list.path).toBe(`${file}-2`)
    expect(await readFile(file, 'utf8')).toBe('of another run')
  })

  describe('that goes on', () => {
    it('begins with what was there at the checkpoint', async () => {
      const {list, onChanged} = givenList(await givenFile('list.txt'))
      list.continue(await givenEarlier())
      list.add({package: 'baz', status: 'unanswered'})
      expect(await readFile(list.path!, 'utf8')).toBe('foo # unknown package foo\nbaz # no answer\n')
      expect(onChanged).not.toHaveBeenCalled()
    })

    it.each<[string, (file: string) => Promise<unknown>, string]>([
      [
        'altered',
        async (file) => writeFile(file, `# a comment\n${await readFile(file, 'utf8')}`),
        'it has been altered',
      ],
      ['zeroed', (file) => writeFile(file, Buffer.alloc(100)), 'it has been altered'],
      ['shortened', (file) => writeFile(file, 'foo'), 'it has been truncated'],
      ['removed', (file) => rm(file), 'no such file or directory'],
      ['a FIFO', async (file) => rm(file).then(() => execFileSync('mkfifo', [file])), 'it is not a regular file'],
    ])('begins anew where the earlier one is %s', async (_what, harm, problem) => {
      const earlier = await givenEarlier()
      await harm(earlier.path)
      const {list, onChanged, onProblem} = givenList(await givenFile('list.txt'))
      list.continue(earlier)
      list.add({package: 'baz', status: 'unanswered'})
      expect(onChanged.mock.calls).toEqual([[earlier.path, problem]])
      expect(await readFile(list.path!, 'utf8')).toBe('baz # no answer\n')
      expect(onProblem).not.toHaveBeenCalled()
    })
  })
})
