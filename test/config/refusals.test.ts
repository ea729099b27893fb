import {describe, expect, test} from 'vitest'

import {refusalOf} from './parsing.js'

describe('refusals', () => {
  test('bytes that are not UTF-8 are refused with their line', () => {
    const refusal = refusalOf(Buffer.from('a = 1\r\nb = 2\n# caf\u00E9\n', 'latin1'))
    expect(refusal.message).toBe('line 3: expected text in UTF-8, found bytes that are not')
  })

  test('a character cut off by the end of the line is refused', () => {
    expect(refusalOf(Buffer.from('a = \u00E9\n').subarray(0, 5)).line).toBe(1)
  })

  test('the first wrong line is the one refused', () => {
    expect(refusalOf(Buffer.from('a\n= b\n\u00E9', 'latin1')).line).toBe(2)
  })

  test('a refusal is a usage error', () => {
    expect(refusalOf(Buffer.from('= b')).kind).toBe('usage')
  })

  test('a line without a key says so', () => {
    expect(refusalOf(Buffer.from(': b')).message).toBe('line 1: expected a key, found ":" at the start of the line')
  })

  test('what follows a key and its comment sign is not repeated', () => {
    const {message, suggestions} = refusalOf(Buffer.from('dsn#postgres://me:secret@host/db'))
    expect(message).toBe('line 1: expected "=", ":" or a blank after the key, found "dsn#"')
    expect(suggestions.join(' ')).not.toContain('secret')
  })

  test('control characters of the key are made visible', () => {
    expect(refusalOf(Buffer.from('\u001B[31m\u009B\u202Ekey#')).message).toContain(String.raw`"\x1b[31m\x9b\u202ekey#"`)
  })

  test('a long key is shortened', () => {
    expect(refusalOf(Buffer.from(`${'\u{1F40D}'.repeat(5000)}#`)).message).toContain(`"${'\u{1F40D}'.repeat(29)}…"`)
  })
})
