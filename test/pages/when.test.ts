import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {parseWhen} from '../../src/pages/when.js'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const time = (text: string) => parseWhen('--since', text, NOW).time.toISOString()

describe('a moment in the past', () => {
  beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'))

  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['2026-11-20', '2026-11-19T23:00:00.000Z'],
    ['2026-07-20', '2026-07-19T22:00:00.000Z'],
    ['2026-11-20T14:30', '2026-11-20T13:30:00.000Z'],
    ['2026-11-20 14:30', '2026-11-20T13:30:00.000Z'],
    ['2026-11-20 14:30:05', '2026-11-20T13:30:05.000Z'],
    ['2024-02-29', '2024-02-28T23:00:00.000Z'],
  ])('%s is local time', (text, expected) => {
    expect(time(text)).toBe(expected)
  })

  it.each([
    ['2026-11-20T14:30Z', '2026-11-20T14:30:00.000Z'],
    ['2026-11-20t14:30:05.123z', '2026-11-20T14:30:05.000Z'],
    ['2026-11-20T14:30+01:00', '2026-11-20T13:30:00.000Z'],
    ['2026-11-20 14:30:00-0530', '2026-11-20T20:00:00.000Z'],
  ])('%s has its offset', (text, expected) => {
    expect(time(text)).toBe(expected)
  })

  it.each([
    // Twice, an hour apart: the later one makes more pages outdated.
    ['2026-10-25 02:30', '2026-10-25T01:30:00.000Z'],
    // Not at all.
    ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['2026-10-25 12:00', '2026-10-25T11:00:00.000Z'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29 12:00', '2026-03-29T10:00:00.000Z'],
  ])('%s, when the clocks change, is the reading that rebuilds more', (text, expected) => {
    expect(time(text)).toBe(expected)
  })

  it.each([
    ['30s', '2026-11-24T11:59:30.000Z'],
    ['90m', '2026-11-24T10:30:00.000Z'],
    ['12h', '2026-11-24T00:00:00.000Z'],
    ['3d', '2026-11-21T12:00:00.000Z'],
    ['2w', '2026-11-10T12:00:00.000Z'],
    ['0d', '2026-11-24T12:00:00.000Z'],
  ])('%s ago', (text, expected) => {
    expect(time(text)).toBe(expected)
  })

  it('keeps the words that it was given in', () => {
    expect(parseWhen('--since', '3d', NOW).text).toBe('3d')
  })

  it.each([
    '',
    ' ',
    'yesterday',
    '2026-11-20T14:30+99:99',
    '2026-11-20T14:30+15:00',
    '3',
    '3 d',
    '-3d',
    '3D',
    '1.5h',
    '3y',
    '9999999d',
    '20.11.2026',
    '2026-11',
    '2026-11-31',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-20T24:00',
    '2026-11-20T14',
    '2026-11-20T14:60',
    '2026-11-20Z',
    '2026-11-20 14:30 CET',
    '2026-11-20T14:30+25',
  ])('is not "%s"; the message gives examples', (text) => {
    expect(() => parseWhen('--since', text, NOW)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `Expected --since to be a date, a date and time or a time span, but found "${text}".`,
        suggestions: [expect.stringContaining('2026-11-20')],
      }),
    )
  })

  it.each(['2026-11-25', '2026-11-24T13:01', '2027-01-01T00:00Z'])('is not %s, which is still to come', (text) => {
    expect(() => parseWhen('--since', text, NOW)).toThrow(
      expect.objectContaining({kind: 'usage', message: `Expected --since to be in the past, but found "${text}".`}),
    )
  })

  it('shows what was found so that a terminal does not act on it', () => {
    expect(() => parseWhen('--since', '\u001B[31m', NOW)).toThrow(String.raw`\x1b[31m`)
  })
})
