import {execFileSync} from 'node:child_process'
import {closeSync, readFileSync, statSync, symlinkSync, writeFileSync, writeSync} from 'node:fs'
import path from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'

import {appendPrivate, createPrivate, makePrivateFolder, readBeginning} from '../../src/files/private-file.js'
import {temporaryFolder} from '../support/master-at.js'

let folder: string

function write(descriptor: number, text: string) {
  writeSync(descriptor, text)
  closeSync(descriptor)
}

describe('a private file', () => {
  beforeEach(async () => {
    folder = await temporaryFolder()
  })

  const at = (name: string) => path.join(folder, name)
  const permissions = (name: string) => statSync(at(name)).mode % 0o1000

  it.each([
    ['created', createPrivate],
    ['appended to', appendPrivate],
  ])('that is %s can be read by its owner alone', (_how, open) => {
    write(open(at('new')), 'text')
    expect(permissions('new')).toBe(0o600)
    expect(readFileSync(at('new'), 'utf8')).toBe('text')
  })

  it('has a folder that its owner alone can enter, in one that is as shared as the umask has it', () => {
    const umask = process.umask(0o022)
    makePrivateFolder(at('shared/private'))
    process.umask(umask)
    expect(permissions('shared')).toBe(0o755)
    expect(permissions('shared/private')).toBe(0o700)
  })

  it('is never one that is there already', () => {
    writeFileSync(at('old'), 'old')
    expect(() => createPrivate(at('old'))).toThrow('EEXIST')
    expect(readFileSync(at('old'), 'utf8')).toBe('old')
  })

  it('that is there can be appended to', () => {
    writeFileSync(at('old'), 'old, ')
    write(appendPrivate(at('old')), 'new')
    expect(readFileSync(at('old'), 'utf8')).toBe('old, new')
  })

  it.each([
    ['created', createPrivate, 'EEXIST'],
    ['appended to', appendPrivate, 'ELOOP'],
  ] as const)('is not %s through a symbolic link', (_how, open, code) => {
    writeFileSync(at('precious'), 'precious')
    symlinkSync(at('precious'), at('link'))
    symlinkSync(at('missing'), at('dangling'))
    expect(() => open(at('link'))).toThrow(code)
    expect(() => open(at('dangling'))).toThrow(code)
    expect(readFileSync(at('precious'), 'utf8')).toBe('precious')
    expect(() => statSync(at('missing'))).toThrow('ENOENT')
  })

  it('is not waited for where it is a FIFO that nobody reads', () => {
    execFileSync('mkfifo', [at('fifo')])
    expect(() => appendPrivate(at('fifo'))).toThrow('ENXIO')
  })

  describe('the beginning of a file', () => {
    const read = (file: string, bytes: number) => {
      const pieces: Buffer[] = []
      readBeginning(at(file), bytes, (piece) => pieces.push(piece))
      return Buffer.concat(pieces).toString()
    }

    it('is as long as asked for', () => {
      const text = 'ab'.repeat(100_000)
      writeFileSync(at('source'), text)
      expect(read('source', 150_001)).toBe(text.slice(0, 150_001))
    })

    it('of a file that is too short, missing, a symbolic link or none is refused', () => {
      writeFileSync(at('source'), 'abc')
      symlinkSync(at('source'), at('link'))
      execFileSync('mkfifo', [at('fifo')])
      expect(() => read('source', 4)).toThrow('has been truncated')
      expect(() => read('missing', 1)).toThrow('ENOENT')
      expect(() => read('link', 1)).toThrow('ELOOP')
      expect(() => read('fifo', 1)).toThrow('it is not a regular file')
    })
  })
})
