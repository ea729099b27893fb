import {describe, expect, test} from 'vitest'

import {parseConfigFile} from '../../src/config/file.js'
import {valuesOf} from './parsing.js'

describe('a file', () => {
  test.each([
    ['empty quotes before the closing ones', 'key = "" # "b"', '" # "b'],
    ['empty quotes before a comment', "key = '' # c", ''],
    ['three quotes', 'key = """', '"'],
    ['quotes closed behind a comment sign', "key = 'a # b'", 'a # b'],
    ['quotes with a quoted comment behind', "key = 'a' # 'b'", 'a'],
    ['a closing quote that a comment sign touches', "key = 'a'#b", "'a'#b"],
    ['an unclosed quote before a comment', 'key = "a # b', '"a'],
    ['a comment behind nothing but a comment sign', 'key = # # b', '#'],
    ['a lone opening bracket', 'key = [', '['],
    ['a list of nothing', 'key = []', []],
    ['a list with elements between Python’s blanks', 'key = [\u001Ca\u0085,\uFEFFb]', ['a', '\uFEFFb']],
    ['a file separator between key and value', 'key\u001Cvalue', 'value'],
    ['a byte order mark between key and value', 'key \uFEFF value', '\uFEFF value'],
  ])('%s', (_, text, value) => {
    expect(valuesOf(text)).toEqual([['key', value]])
  })

  test('keys that an object would trip over are keys', () => {
    expect(valuesOf('__proto__ = 1\nconstructor = 2')).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })

  test('an entry has the number of its line, whatever ends the lines', () => {
    const entries = parseConfigFile(Buffer.from('# c\r\na = 1\r\rb = 2\n\n\nc = 3'))
    expect([...entries].map(([key, {line}]) => [key, line])).toEqual([
      ['a', 2],
      ['b', 4],
      ['c', 7],
    ])
  })

  test('a repeated key keeps its first place and takes its last value and line', () => {
    expect([...parseConfigFile(Buffer.from('a = 1\nb = 2\na = 3\n'))]).toEqual([
      ['a', {line: 3, value: '3'}],
      ['b', {line: 2, value: '2'}],
    ])
  })

  test('separators of Unicode and Python do not end a line', () => {
    expect(valuesOf('key = a\u2028b = \u0085c\u001Dd')).toEqual([['key', 'a\u2028b = \u0085c\u001Dd']])
  })
})
