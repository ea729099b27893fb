import * as fc from 'fast-check'

// CBOR of every kind, good and bad, made by hand: no encoder would write most of it.

const MAJOR = {array: 4, bytes: 2, map: 5, negative: 1, simple: 7, tag: 6, text: 3, unsigned: 0} as const
type Major = keyof typeof MAJOR

const INDEFINITE = 31
const BREAK = Buffer.from([0xff])

/** The first bytes of an item; the argument is cut to what the width holds, and need not be in its shortest form. */
function head(major: Major, argument: bigint | number, width: 0 | 1 | 2 | 4 | 8 = 0): Buffer {
  const first = MAJOR[major] * 32
  if (width === 0) return Buffer.from([first + (Number(argument) % 24)])
  const bytes = Buffer.alloc(9)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(argument)), 1)
  return Buffer.concat([Buffer.from([first + 24 + Math.log2(width)]), bytes.subarray(9 - width)])
}

/** The shortest head for an argument. */
function shortest(major: Major, argument: number): Buffer {
  if (argument < 24) return head(major, argument)
  return head(major, argument, argument < 0x1_00 ? 1 : argument < 0x1_00_00 ? 2 : 4)
}

function indefinite(major: Major, items: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from([MAJOR[major] * 32 + INDEFINITE]), ...items, BREAK])
}

function definite(major: Major, items: readonly Uint8Array[], count: number): Buffer {
  return Buffer.concat([shortest(major, count), ...items])
}

const width = fc.constantFrom(0, 1, 2, 4, 8)
/** Small numbers, and those around which lengths and numbers change their kind. */
const argument = fc.oneof(
  {arbitrary: fc.bigInt({max: 30n, min: 0n}), weight: 4},
  {
    arbitrary: fc
      .tuple(fc.constantFrom(8n, 16n, 31n, 32n, 33n, 53n, 63n, 64n), fc.bigInt({max: 1n, min: -2n}))
      .map(([bits, difference]) => 2n ** bits + difference),
    weight: 1,
  },
)
const anyHead = (major: Major) => fc.tuple(argument, width).map(([number, size]) => head(major, number, size))

const bytes = fc.uint8Array({maxLength: 12})
const characters = fc.string({
  maxLength: 8,
  unit: fc.constantFrom(...'abz-. \0\n\u001B\u202Eé日😀\uFEFF', 'DONE', 'REBUILD', '2024-01-02T03:04:05Z'),
})
const textBytes = fc.oneof(
  {arbitrary: characters.map((text) => Buffer.from(text)), weight: 5},
  {arbitrary: bytes, weight: 1},
  // Half a pair, too long a form, past the last character, a lone continuation.
  {
    arbitrary: fc.constantFrom('eda080', 'c080', 'f4908080', '80', 'efbbbf').map((hex) => Buffer.from(hex, 'hex')),
    weight: 1,
  },
)
const text = textBytes.map((content) => definite('text', [content], content.length))
const byteString = bytes.map((content) => definite('bytes', [content], content.length))
const chunks = fc.array(fc.oneof({arbitrary: text, weight: 5}, {arbitrary: byteString, weight: 1}), {maxLength: 3})

/** Known and unknown. */
const tagNumber = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5, 37, 258, 2001, 2002, 55_799), fc.nat(0xff_ff_ff))

const leaf = fc.oneof(
  {arbitrary: text, weight: 4},
  {arbitrary: byteString, weight: 1},
  {arbitrary: anyHead('unsigned'), weight: 2},
  {arbitrary: anyHead('negative'), weight: 1},
  // true, false, null, undefined, half and other floats, breaks and reserved ones.
  {arbitrary: fc.oneof(fc.integer({max: 23, min: 20}), fc.nat(31)).map((low) => Buffer.from([0xe0 + low])), weight: 2},
  {arbitrary: fc.double().map((number) => float(number)), weight: 1},
  {
    arbitrary: fc
      .tuple(chunks, fc.constantFrom('text' as const, 'bytes' as const))
      .map(([items, major]) => indefinite(major, items)),
    weight: 1,
  },
  // Strings and containers of any length, without the content.
  {
    arbitrary: fc.constantFrom('text' as const, 'bytes' as const, 'array' as const, 'map' as const).chain(anyHead),
    weight: 1,
  },
)

function float(number: number): Buffer {
  const bytes = Buffer.alloc(9)
  bytes[0] = 0xfb
  bytes.writeDoubleBE(number, 1)
  return bytes
}

const {item: anyItem} = fc.letrec<{item: Buffer}>((tie) => {
  const items = fc.array(tie('item'), {maxLength: 3})
  const pairs = fc.array(fc.tuple(tie('item'), tie('item')), {maxLength: 2})
  /** Mostly 0: how many items too many a container promises, or too few. */
  const lie = fc.oneof({arbitrary: fc.constant(0), weight: 9}, {arbitrary: fc.integer({max: 2, min: -1}), weight: 1})
  const container = fc.oneof(
    fc.tuple(items, lie).map(([list, more]) => definite('array', list, Math.max(0, list.length + more))),
    items.map((list) => indefinite('array', list)),
    fc.tuple(pairs, lie).map(([list, more]) => definite('map', list.flat(), Math.max(0, list.length + more))),
    fc
      .tuple(pairs, fc.option(tie('item')))
      .map(([list, odd]) => indefinite('map', [...list.flat(), ...(odd ? [odd] : [])])),
    fc.tuple(tagNumber, tie('item')).map(([number, content]) => definite('tag', [content], number)),
    fc.tuple(fc.integer(), fc.integer({max: 86_400, min: -1}), fc.integer({max: 1_000_000, min: -1})).map((numbers) =>
      definite(
        'tag',
        [
          definite(
            'array',
            numbers.map((number) => integer(number)),
            3,
          ),
        ],
        2001,
      ),
    ),
  )
  return {item: fc.oneof({maxDepth: 4}, leaf, container) as fc.Arbitrary<Buffer>}
})

function integer(number: number): Buffer {
  return number < 0 ? shortest('negative', -1 - number) : shortest('unsigned', number)
}

/** What opens one level more, again and again: lists, maps, tags. */
const nested = fc
  .tuple(
    fc.constantFrom('81', '9f', 'a161', 'a160', 'bf60', 'c0', 'c1', 'd907d1', 'd907d2', '9b0000000000000001', '8281'),
    fc.oneof(fc.constantFrom(898, 899, 900, 901), fc.nat(3000)),
    anyItem,
  )
  .map(([opening, depth, item]) => Buffer.concat([Buffer.from(opening.repeat(depth), 'hex'), item]))

const names = ['DONE', 'ERROR', 'SEND', 'SENT', 'REBUILD', 'done', ''].map((name) => Buffer.from(name))
const name = fc.oneof(
  {arbitrary: fc.constantFrom(...names).map((text) => definite('text', [text], text.length)), weight: 6},
  {
    arbitrary: fc.constantFrom(...names).map((text) => indefinite('text', [definite('text', [text], text.length)])),
    weight: 2,
  },
  {arbitrary: anyItem, weight: 1},
)

/** Any CBOR: mostly something like a message, else any item, deep nesting, or several things in a row. */
export const anyCbor: fc.Arbitrary<Uint8Array> = fc.oneof(
  {arbitrary: fc.tuple(name, anyItem).map((items) => definite('array', items, 2)), weight: 12},
  {arbitrary: fc.tuple(name, anyItem).map((items) => indefinite('array', items)), weight: 6},
  {arbitrary: name, weight: 1},
  {arbitrary: anyItem, weight: 12},
  {arbitrary: fc.tuple(anyItem, anyItem).map((items) => Buffer.concat(items)), weight: 1},
  {arbitrary: nested, weight: 1},
)
