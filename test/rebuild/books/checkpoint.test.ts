import {createHash} from 'node:crypto'
import {readdirSync, readFileSync, statSync, symlinkSync} from 'node:fs'
import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'

import {type Checkpoint, CheckpointFile} from '../../../src/rebuild/books/checkpoint.js'
import {temporaryFolder} from '../../support/master-at.js'
import {DIST, runProgram} from '../../support/program.js'

const standing = {
  failureList: {bytes: 12, path: '/home/ben/list.txt', sha256: 'b94d'},
  failures: [{package: 'foo', reason: 'unknown package foo', status: 'refused'}],
  last: 'numpy',
  queued: 10,
  refused: 1,
  requeued: 0,
  skipped: 0,
  unwritten: 0,
  written: 0,
} as const

const checkpoint: Checkpoint = {
  ...standing,
  address: 'ipc:///tmp/piw-import',
  database: 'postgres:///piwheels',
  failures: [...standing.failures],
  match: null,
  olderThan: null,
  part: 'project',
  safe: {...standing, failures: [...standing.failures]},
  saved: '2026-11-22T10:30:00.000Z',
  socket: '1:2:3',
  started: '2026-11-22T10:00:00.000Z',
  total: 100,
}

/** Something in the form of a checkpoint. */
function signed(content: object): string {
  const json = JSON.stringify(content)
  return `${json}\n${createHash('sha256').update(json).digest('hex')}\n`
}

describe('a checkpoint file', () => {
  let folder: string
  let file: CheckpointFile

  beforeEach(async () => {
    folder = await temporaryFolder()
    file = new CheckpointFile(path.join(folder, 'deep', 'down', 'project.json'))
  })

  const permissions = (name: string) => statSync(name).mode % 0o1000

  it('reads back as it was written', () => {
    file.write(checkpoint)
    expect(file.read()).toEqual(checkpoint)
  })

  it('is replaced by the next one', () => {
    file.write(checkpoint)
    const later = {...checkpoint, failureList: null, failures: [], last: 'zope', match: 'a*'}
    file.write(later)
    expect(file.read()).toEqual(later)
  })

  it('can be read by its owner alone, as can its folder', () => {
    file.write(checkpoint)
    expect(permissions(file.path)).toBe(0o600)
    expect(permissions(path.dirname(file.path))).toBe(0o700)
  })

  it('leaves nothing else behind', () => {
    file.write(checkpoint)
    file.write(checkpoint)
    expect(readdirSync(path.dirname(file.path))).toEqual(['project.json'])
  })

  it('that was not made is undefined', () => {
    expect(file.read()).toBeUndefined()
  })

  it('can be removed, and more than once', () => {
    file.write(checkpoint)
    file.remove()
    file.remove()
    expect(file.read()).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['one whose last name is damaged', signed(checkpoint).replace('"last":"numpy"', '"last":"zumpy"')],
    ['half of one', JSON.stringify(checkpoint).slice(0, 100)],
    ['something else', signed({last: 1})],
    ['one with something unheard of in it', signed({...checkpoint, more: true})],
    ['one that counts backwards', signed({...checkpoint, queued: -1})],
    ['no JSON', '\u001B[31m'],
  ])('of %s is a mistake that is told, with a way out', async (_what, text) => {
    await mkdir(path.dirname(file.path), {recursive: true})
    await writeFile(file.path, text)
    let error: unknown
    try {
      file.read()
    } catch (error_) {
      error = error_
    }

    expect(error).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`The checkpoint ${file.path} cannot be read: `),
      suggestions: ['Start over without --resume.'],
    })
    expect((error as Error).message).not.toContain('\u001B')
  })

  it('with a folder in its place is a mistake that is told', async () => {
    await mkdir(file.path, {recursive: true})
    expect(() => file.read()).toThrow('cannot be read: it is not a regular file')
    expect(() => file.write(checkpoint)).toThrow('EISDIR')
    expect(readdirSync(path.dirname(file.path))).toEqual(['project.json'])
  })

  it('takes the place of a symbolic link, and leaves alone what that points to', async () => {
    await mkdir(path.dirname(file.path), {recursive: true})
    const precious = path.join(folder, 'precious')
    await writeFile(precious, 'precious')
    symlinkSync(precious, file.path)
    // Where it is drafted, too.
    symlinkSync(precious, path.join(path.dirname(file.path), `.project.json.${process.pid}`))
    file.write(checkpoint)
    expect(readFileSync(precious, 'utf8')).toBe('precious')
    expect(file.read()).toEqual(checkpoint)
  })

  it('that cannot be written leaves the one before it, whole, and no draft', async () => {
    file.write(checkpoint)
    const {code, stderr} = await runProgram(
      `import {CheckpointFile} from '${DIST}rebuild/books/checkpoint.js'
       const file = new CheckpointFile('${file.path}')
       const long = {...${JSON.stringify(checkpoint)}, last: 'x'.repeat(100_000)}
       process.on('SIGXFSZ', () => {})
       try { file.write(long) } catch (error) { console.error(error.code) }`,
      {fileSize: 16},
    )
    expect({code, stderr}).toEqual({code: 0, stderr: 'EFBIG\n'})
    expect(file.read()).toEqual(checkpoint)
    expect(readdirSync(path.dirname(file.path))).toEqual(['project.json'])
  })
})
