import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'

import {parseConfigFile} from '../../src/config/file.js'
import {refusalOf} from './parsing.js'

interface Case {
  readonly $bytes?: string
  readonly error?: string
  /** Counted from 0. */
  readonly line?: number
  readonly parsed?: Record<string, unknown>
  readonly text?: string
}

const cases = JSON.parse(
  readFileSync(new URL('../protocol/config-cases.json', import.meta.url), 'utf8'),
) as readonly Case[]

function bytesOf({$bytes, text = ''}: Case): Uint8Array {
  return $bytes === undefined ? Buffer.from(text) : Buffer.from($bytes, 'hex')
}

describe('what the real parser returns or refuses', () => {
  test.each(cases.map((one) => [JSON.stringify(one.text ?? one.$bytes), one] as const))('%s', (_, one) => {
    if (one.parsed === undefined) {
      expect(refusalOf(bytesOf(one)).line).toBe((one.line ?? 0) + 1)
    } else {
      const values = [...parseConfigFile(bytesOf(one))].map(([key, {value}]) => [key, value])
      expect(values).toEqual(Object.entries(one.parsed))
    }
  })

  test('the table of cases is there', () => {
    expect(cases.length).toBeGreaterThan(150)
  })
})
