import * as fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {canonical, checkName, InvalidNameError, isSafeName} from '../../src/packages/name.js'

const CANONICAL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

describe('package names', () => {
  describe('checkName', () => {
    test.each([
      ['django', 'django'],
      ['Django', 'django'],
      ['zope.interface', 'zope-interface'],
      ['Foo-_.-Bar', 'foo-bar'],
      ['a__b', 'a-b'],
      ['0', '0'],
      ['x'.repeat(200), 'x'.repeat(200)],
    ])('makes %s canonical', (raw, name) => {
      expect(checkName(raw)).toBe(name)
    })

    test.each([
      ['', 'it is empty'],
      ['foo bar', 'it contains white space'],
      [' ', 'it contains white space'],
      ['foo\u0001', 'it contains a control character'],
      ['foo\n', 'it contains a control character'],
      ['foo\u009Bm', 'it contains a control character'],
      ['foo\uD800', 'it is not valid Unicode text'],
      ['x'.repeat(201), 'it is longer than 200 characters'],
      ['../x', 'it may contain only ASCII letters, digits, ".", "-" and "_"'],
      ['日本', 'it may contain only ASCII letters'],
      // KELVIN SIGN, whose lower case is an ASCII k.
      ['\u212Aey', 'it may contain only ASCII letters'],
      ['foo==1.0', 'it may contain only ASCII letters'],
      ['.foo', 'it must start and end with a letter or digit'],
      ['foo-', 'it must start and end with a letter or digit'],
      ['-', 'it must start and end with a letter or digit'],
    ])('refuses %j and says why', (raw, problem) => {
      expect(() => checkName(raw)).toThrow(problem)
    })

    test('refuses as a usage error that shows the name, without what a terminal would act on', () => {
      const error = caught(() => checkName('a\u001B[31m'))

      expect(error).toBeInstanceOf(InvalidNameError)
      expect(error).toMatchObject({kind: 'usage', message: expect.stringContaining(String.raw`"a\x1b[31m"`)})
    })

    test('shortens a long name in its message', () => {
      expect(caught(() => checkName('x'.repeat(10_000))).message.length).toBeLessThan(150)
    })

    test('returns nothing but canonical names, whatever it is given', () => {
      fc.assert(
        fc.property(fc.oneof(fc.string({unit: 'binary'}), fc.stringMatching(/^[A-Za-z0-9._-]{1,8}$/)), (raw) => {
          const name = nameOrUndefined(raw)
          if (name === undefined) return
          expect(name).toMatch(CANONICAL)
          expect(checkName(name)).toBe(name)
          expect(canonical(raw)).toBe(name)
        }),
      )
    })
  })

  describe('isSafeName', () => {
    test.each(['django', 'Zope.Interface', '日本', 'a b', '😀'.repeat(200)])('lets %s be sent as it is', (name) => {
      expect(isSafeName(name)).toBe(true)
    })

    test.each(['', 'a\u0001', 'a\u001B', 'a\u0085', 'a\uDC00', 'x'.repeat(201)])('does not let %j be sent', (name) => {
      expect(isSafeName(name)).toBe(false)
    })
  })
})

function caught(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }

  throw new Error('Nothing was thrown')
}

function nameOrUndefined(raw: string): string | undefined {
  try {
    return checkName(raw)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidNameError)
    return undefined
  }
}
