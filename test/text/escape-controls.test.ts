import {describe, expect, test} from 'vitest'

import {escapeControls} from '../../src/text/escape-controls.js'

describe('escapeControls', () => {
  test('leaves ordinary text alone, of whatever script', () => {
    expect(escapeControls('zope-interface 日本 😀')).toBe('zope-interface 日本 😀')
  })

  test.each([
    ['\u001B[31m', String.raw`\x1b[31m`],
    ['a\nb\0', String.raw`a\x0ab\x00`],
    ['\u007F\u009B', String.raw`\x7f\x9b`],
    ['\u202Eabc\u2066', String.raw`\u202eabc\u2066`],
    ['\u2028\u2029\u200E\u061C', String.raw`\u2028\u2029\u200e\u061c`],
    ['\uD800x', String.raw`\ud800x`],
  ])('escapes what a terminal would act on: %j', (text, shown) => {
    expect(escapeControls(text)).toBe(shown)
  })

  test('keeps text that just fits', () => {
    expect(escapeControls('abcde', 5)).toBe('abcde')
  })

  test('cuts longer text so that the ellipsis fits as well', () => {
    expect(escapeControls('abcdef', 5)).toBe('abcd…')
  })

  test('cuts through no escape and no surrogate pair', () => {
    expect(escapeControls('abc\u001Bdef', 6)).toBe('abc…')
    expect(escapeControls('abc😀def', 5)).toBe('abc…')
  })
})
