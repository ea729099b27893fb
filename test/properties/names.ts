import * as fc from 'fast-check'
import assert from 'node:assert/strict'

import {isUnicode} from './terminal.js'

/** Characters that names are made of, that look like them or turn into them, and that are invalid or foul something. */
const unit = fc.oneof(
  {arbitrary: fc.constantFrom(...'abzABZ019.-_'), weight: 6},
  {arbitrary: fc.constantFrom(...'\0\u0001\t\n\r\u001B\u007F\u0085\u009B \u00A0/\\"%*?;'), weight: 1},
  {arbitrary: fc.constantFrom('\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\u{10FFFF}', '\uFFFF', '😀'), weight: 1},
  {
    arbitrary: fc.constantFrom(...'\u202E\u2066\u200B\u200D\u2028\u00AD\uFEFF\u{E0041}é日ſİ\u212A\u0307Ａ．'),
    weight: 1,
  },
)
const text = fc.oneof(
  {arbitrary: fc.string({maxLength: 12, size: 'max', unit}), weight: 4},
  {arbitrary: fc.string({maxLength: 20, size: 'max', unit: 'binary'}), weight: 1},
  {arbitrary: fc.array(fc.nat(0xff_ff), {maxLength: 12}).map((codes) => String.fromCodePoint(...codes)), weight: 1},
)
const nameUnit = fc.constantFrom(...'abzABZ019.-_')
const nearlyName = fc.oneof(
  {arbitrary: fc.string({maxLength: 16, size: 'max', unit: nameUnit}), weight: 8},
  // About as long as a name may be.
  {arbitrary: fc.string({maxLength: 203, minLength: 197, unit: nameUnit}), weight: 1},
)
/** Names and what is none, as a user or a database might give it. */
export const raw = fc.oneof({arbitrary: text, weight: 2}, {arbitrary: nearlyName, weight: 1})

/** Text that no request may hold: with a control character that no text has, or with no form in UTF-8. */
export function isInvalid(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\0-\u0006\u000E-\u001A\u001C-\u001F]/.test(text) || !isUnicode(text)
}

/** That a body is a REBUILD of this name, byte by byte, with nothing invalid in it. */
export function checkSent(part: string, name: string, body: Uint8Array): void {
  const bytes = Buffer.from(name)
  assert.ok(!bytes.includes(0))
  assert.equal(new TextDecoder('utf8', {fatal: true, ignoreBOM: true}).decode(bytes), name)
  const pair = Buffer.from([0x82])
  assert.ok(
    Buffer.concat([pair, textOf(Buffer.from('REBUILD')), pair, textOf(Buffer.from(part)), textOf(bytes)]).equals(body),
  )
}

/** The text of these bytes in CBOR, its length in the shortest form. */
function textOf(bytes: Buffer): Buffer {
  const {length} = bytes
  const head =
    length < 24 ? [0x60 + length] : length < 256 ? [0x78, length] : [0x79, Math.floor(length / 256), length % 256]
  return Buffer.concat([Buffer.from(head), bytes])
}
