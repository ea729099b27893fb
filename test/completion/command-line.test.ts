import {describe, expect, it} from 'vitest'

import {readCommandLine} from '../../src/completion/command-line.js'

const KNOWN = {
  configuration: {char: 'c', type: 'option'},
  dsn: {type: 'option'},
  verbose: {char: 'v', type: 'boolean'},
  yes: {char: 'y', type: 'boolean'},
} as const

const read = (line: string) => readCommandLine(line.split(' '), KNOWN)

describe('a command line that is being typed', () => {
  it.each([
    ['dj', 'dj'],
    ['numpy dj', 'dj'],
    ['', ''],
    ['-v dj', 'dj'],
    ['-vy dj', 'dj'],
    ['--nonsense dj', 'dj'],
    ['-z dj', 'dj'],
    ['-- dj', 'dj'],
    ['-- -dj', '-dj'],
    ['--dsn=a dj', 'dj'],
    ['-cfile dj', 'dj'],
  ])('%j ends in a package', (line, beginning) => {
    expect(read(line)).toMatchObject({beginning, kind: 'argument'})
  })

  it.each([
    ['flag', ['-', '--d', '-v --d', '-vy', '--yes=a']],
    ['value', ['-c dj', '-vc dj', '--dsn dj', '--dsn=dj', '-cdj', '-c -v']],
  ])('may end in a %s', (kind, lines) => {
    for (const line of lines) expect(read(line), line).toMatchObject({kind})
  })

  it.each([
    ['--dsn a dj', {dsn: 'a'}],
    ['--dsn=a=b dj', {dsn: 'a=b'}],
    ['--dsn= dj', {dsn: ''}],
    ['-c a --configuration b dj', {configuration: 'b'}],
    ['-yca dj', {configuration: 'a'}],
    ['-c -v dj', {configuration: '-v'}],
    ['-- --dsn=a dj', {}],
    ['--yes=a dj', {}],
  ])('%j has these values', (line, flags) => {
    expect(read(line).flags).toEqual(flags)
  })
})
