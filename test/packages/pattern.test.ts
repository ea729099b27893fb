import {describe, expect, test} from 'vitest'

import {checkPattern, InvalidPatternError, toLike} from '../../src/packages/pattern.js'

describe('patterns of package names', () => {
  describe('checkPattern', () => {
    test.each([
      ['django*', 'django*'],
      ['Zope.*', 'zope-*'],
      ['a_?.-b', 'a-?-b'],
      ['***', '*'],
    ])('makes %s canonical', (raw, pattern) => {
      expect(checkPattern(raw)).toBe(pattern)
    })

    test.each(['', 'foo[ab]', 'foo%', String.raw`foo\*`, 'foo bar', 'é*', 'a\u001B', 'x'.repeat(201)])(
      'refuses %j as a usage error',
      (raw) => {
        expect(() => checkPattern(raw)).toThrow(InvalidPatternError)
        expect(() => checkPattern(raw)).toThrow(expect.objectContaining({kind: 'usage'}))
      },
    )
  })

  describe('toLike', () => {
    test('puts the wildcards into the words of SQL', () => {
      expect(toLike('zope-*-?')).toBe('zope-%-_')
    })

    test('takes their meaning from those of SQL', () => {
      expect(toLike(String.raw`50%_\*`)).toBe(String.raw`50\%\_\\%`)
    })
  })
})
