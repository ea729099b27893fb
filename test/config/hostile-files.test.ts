import {describe, expect, test} from 'vitest'

import {parseConfigFile} from '../../src/config/file.js'

// Where the time grew with the square of the length, a million characters would take minutes.
describe('a hostile line takes time in proportion to its length', () => {
  const many = 1_000_000
  test.each([
    ['blanks in the value', `key = a${' '.repeat(many)}b`],
    ['blanks around words', `key = ${'a  '.repeat(many)}b`],
    ['blanks behind the key', `key${' '.repeat(many)}value`],
    ['blanks behind the value', `key = a${' '.repeat(many)}`],
    ['quotes', `key = ${'"'.repeat(many)}x`],
    ['quotes and blanks', `key = ${'" '.repeat(many)}x`],
    ['quotes and comment signs', `key = ${'"#'.repeat(many)}x`],
    ['brackets', `key = ${'['.repeat(many)}${']'.repeat(many)}`],
    ['commas', `key = [${','.repeat(many)}a]`],
    ['lines', '\r\n'.repeat(many)],
  ])('%s', (_, text) => {
    const started = performance.now()
    parseConfigFile(Buffer.from(text))
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
