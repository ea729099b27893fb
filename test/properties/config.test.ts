import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {describe, test} from 'vitest'

import {type ConfigEntry, parseConfigFile} from '../../src/config/file.js'
import {ConfigLineError} from '../../src/config/grammar.js'
import {statementsOf} from '../../src/config/statements.js'
import {PiwError} from '../../src/errors/piw-error.js'
import {holds, PATIENCE} from './holds.js'
import {mutated} from './mutation.js'
import {actsOnTerminal, isUnicode} from './terminal.js'

const REAL = `
# What the tools of the piwheels suite share.
[master]
dsn = postgresql+psycopg2://piwheels:p%40ss@/piwheels?host=/var/run/postgresql
import-queue = ipc:///tmp/piw-import
--output-path: "/var/www"
log-file=/var/log/piwheels/rebuild.log ; rotated
pypi-simple https://pypi.org/simple

; Of the slaves.
[slave]
quiet = false
verbose
yes = no # asked for
label = 'it''s "quoted" #1'
hosts = [one, "two", 3]
`

const cases = JSON.parse(readFileSync(new URL('../protocol/config-cases.json', import.meta.url), 'utf8')) as readonly {
  readonly $bytes?: string
  readonly text?: string
}[]
const files = cases.map(({$bytes, text = ''}) =>
  $bytes === undefined ? Buffer.from(text) : Buffer.from($bytes, 'hex'),
)

/** All that the parser treats in a way of its own, and a few characters of each length in UTF-8. */
const alphabet = fc.constantFrom(
  ...' \t"\'=:#;[]-,\\/\v\u001C\u0085\u00A0\u2028\u3000\uFEFF\0\u001B\u202Eayk01éß日😀\uD800\uDC00',
  '  ',
  '---',
  '--',
  'yes',
  'quiet',
  'dsn',
  'log-file',
  'import-queue',
)
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
const textOf = (unit: fc.Arbitrary<string>, maxLength: number) => fc.string({maxLength, size: 'max', unit})
const bytesOf = (text: string) => Buffer.from(text)
const bytesOfUnits = (unit: fc.Arbitrary<string>, maxLength: number) =>
  textOf(unit, maxLength).map((text) => bytesOf(text))

describe('a configuration file', {timeout: PATIENCE}, () => {
  describe('of any bytes gives settings or a declared error', () => {
    test('random bytes', () => holds(fc.uint8Array({maxLength: 60, size: 'max'}), checkParsed))

    test('random text of what matters to the parser', () =>
      holds(bytesOfUnits(fc.oneof({arbitrary: alphabet, weight: 8}, lineEnd), 60), checkParsed))

    test('real files, mutated', () => {
      const pieces = bytesOfUnits(fc.oneof(alphabet, lineEnd), 4)
      const real = fc.oneof(fc.constant(bytesOf(REAL)), fc.constantFrom(...files))
      return holds(mutated(real, fc.oneof(pieces, fc.uint8Array({maxLength: 4}))), checkParsed)
    })
  })

  test('loses no well-formed line, whatever stands around it', () =>
    holds(fc.array(fc.tuple(fc.oneof(wellFormed, noise), lineEnd), {maxLength: 8}), (lines) => {
      const text = Buffer.concat(lines.flatMap(([{bytes}, end]) => [bytes, bytesOf(end)]))
      const entries = parse(text)
      // What each line is on its own, by number.
      const alone = lines.map(([line]) => parse(line.bytes))
      const refused = alone.findIndex((one) => one instanceof ConfigLineError)
      for (const [index, [line]] of lines.entries()) {
        if (line.said) assert.deepEqual([...read(alone[index])], [[line.said.key, {line: 1, value: line.said.value}]])
      }

      if (entries instanceof ConfigLineError) return assert.equal(entries.line, refused + 1)
      assert.equal(refused, -1)
      const expected = new Map<string, ConfigEntry>()
      for (const [index, one] of alone.entries()) {
        for (const [key, {value}] of read(one)) expected.set(key, {line: index + 1, value})
      }

      assert.deepEqual([...entries], [...expected])
    }))
})

interface Line {
  readonly bytes: Buffer
  /** What it has to be read as; undefined for noise, which may be anything. */
  readonly said?: {readonly key: string; readonly value: string}
}

const word = textOf(fc.constantFrom(...'abz019.:/=@%"\'#;[]-_é日'), 8).map((rest) => `v${rest}`)
const plain = fc.array(word, {maxLength: 3, minLength: 1}).map((words) => ({value: words.join(' ')}))
/** A quote within is followed by something: it does not end the value. */
const quoted = fc
  .tuple(fc.constantFrom('"', "'"), textOf(fc.constantFrom(...'ab =:#;,]-\t\u00A0é😀', '"v', "'v"), 12))
  .filter(([, value]) => value !== '')
  .map(([quote, value]) => ({quote, value}))
const wellFormed: fc.Arbitrary<Line> = fc
  .record({
    comment: fc.option(textOf(alphabet, 12), {nil: undefined}),
    indent: fc.constantFrom('', ' ', '\t'),
    key: fc.constantFrom('dsn', 'import-queue', '--log-file', 'key-a', 'key-b', 'ключ'),
    separator: fc.constantFrom('=', ' = ', ': ', ':', ' ', '\t=  '),
    value: fc.oneof(plain, quoted),
  })
  .map(({comment, indent, key, separator, value: {quote = '', value}}: WellFormed) => {
    const end = comment === undefined ? '' : `  # ${comment}`
    return {bytes: bytesOf(`${indent}${key}${separator}${quote}${value}${quote}${end}`), said: {key, value}}
  })
interface WellFormed {
  readonly comment: string | undefined
  readonly indent: string
  readonly key: string
  readonly separator: string
  readonly value: {readonly quote?: string; readonly value: string}
}

const harmless = fc.constantFrom(' ', '# key-a = no', ';', '[section', '[key-a] = b', '---', "key-c = '", 'key-d "')
const noise: fc.Arbitrary<Line> = fc
  .oneof(
    {arbitrary: harmless.map((text) => bytesOf(text)), weight: 4},
    {arbitrary: bytesOfUnits(alphabet, 12), weight: 2},
    {arbitrary: textOf(fc.constantFrom(...'ab "\'=[]#;'), 12).map((rest) => bytesOf(`key-a${rest}`)), weight: 1},
    {arbitrary: fc.uint8Array({maxLength: 6}).map((bytes) => Buffer.from(bytes)), weight: 1},
  )
  // An empty line between CR and LF would be none.
  .filter((bytes) => bytes.length > 0 && !bytes.includes('\n') && !bytes.includes('\r'))
  .map((bytes) => ({bytes}))

function checkParsed(bytes: Uint8Array): void {
  const entries = parse(bytes)
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/)
  if (entries instanceof ConfigLineError) return checkError(entries, lines.length)

  for (const [key, {line, value}] of entries) {
    assert.match(key, /^[^ \t:=;#]+$/)
    assert.ok(isUnicode(key))
    assert.ok(typeof value === 'string' ? isUnicode(value) : Array.isArray(value))
    // As it stands on that very line.
    assert.ok(lines[line - 1]?.includes(Buffer.from(key).toString('latin1')))
  }

  try {
    for (const {key, value} of statementsOf('piwheels.conf', entries)) {
      assert.equal(typeof value, ['quiet', 'verbose', 'yes'].includes(key) ? 'boolean' : 'string')
    }
  } catch (error) {
    checkDeclared(error)
  }
}

function checkError(error: ConfigLineError, lines: number): void {
  checkDeclared(error)
  assert.ok(error.line >= 1 && error.line <= lines)
  assert.ok(error.message.startsWith(`line ${error.line}: expected `))
}

/** A usage error whose text is fit to be shown. */
function checkDeclared(error: unknown): asserts error is PiwError {
  if (!(error instanceof PiwError)) throw error
  assert.equal(error.kind, 'usage')
  for (const text of [error.message, ...error.suggestions]) assert.ok(text.length < 250 && !actsOnTerminal(text))
}

/** What a file says, or why it is refused; anything else that is thrown is a failure of the test. */
function parse(bytes: Uint8Array): ConfigLineError | Map<string, ConfigEntry> {
  try {
    return parseConfigFile(bytes)
  } catch (error) {
    if (error instanceof ConfigLineError) return error
    throw error
  }
}

function read(entries: ConfigLineError | Map<string, ConfigEntry> | undefined): Map<string, ConfigEntry> {
  if (entries instanceof Map) return entries
  throw entries ?? new Error('no such line')
}
