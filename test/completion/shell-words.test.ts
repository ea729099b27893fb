import {describe, expect, it} from 'vitest'

import {shellWords} from '../../src/completion/shell-words.js'

describe('the words of a line', () => {
  it.each([
    ['piw rebuild', ['piw', 'rebuild']],
    ['piw rebuild ', ['piw', 'rebuild', '']],
    ['  piw  rebuild', ['piw', 'rebuild']],
    ["--dsn 'a&b c' d", ['--dsn', 'a&b c', 'd']],
    ['--dsn="a&b c" d', ['--dsn=a&b c', 'd']],
    [String.raw`"a\"b\n" c`, [String.raw`a"b\n`, 'c']],
    [String.raw`a\&b\ c d`, ['a&b c', 'd']],
    ['\'a"b\'"c\'d"e', ['a"bc\'de']],
    ["piw 'a b", ['piw', 'a b']],
    ['piw "a b', ['piw', 'a b']],
    ['piw a\\', ['piw', 'a']],
    ["piw ''", ['piw', '']],
    ['', ['']],
  ])('%j are those of a shell', (line, words) => {
    expect(shellWords(line)).toEqual(words)
  })
})
