import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {encodeRequest, encodeValue} from '../../../src/import-queue/codec.js'
import {ProtocolError} from '../../../src/import-queue/errors.js'
import {type Reply, type Request} from '../../../src/import-queue/messages.js'
import {checkRequest, isValidText} from '../../../src/import-queue/schemas.js'
import {timeDelta} from '../../../src/import-queue/timedelta.js'
import {Timestamp} from '../../../src/import-queue/timestamp.js'
import {decodeRequest, encodeReply} from '../../../src/testing/codec/codec.js'
import {decodeValue} from '../../../src/testing/codec/value.js'
import {bytes, hexOf, vectorsOf} from '../../protocol/vectors.js'
import {protocolErrorOf} from '../../support/protocol-error-of.js'

function released(body: Uint8Array): Date | undefined {
  const request = decodeRequest(body)
  return request[0] === 'ADDVER' ? request[1][4] : undefined
}

describe("the emulated master's codec", () => {
  describe('golden vectors', () => {
    it.each(vectorsOf('request'))('request $message', ({hex, message}) => {
      expect(decodeRequest(bytes(hex))).toEqual(message)
    })

    it.each(vectorsOf('reply'))('reply $message', ({hex, message}) => {
      expect(hexOf(encodeReply(message as Reply))).toBe(hex)
    })

    it.each(vectorsOf('codec'))('value $message', ({hex, message}) => {
      expect(decodeValue(bytes(hex))).toEqual(message)
    })
  })

  describe('datetimes', () => {
    const addVersion = (released: Date): Request => ['ADDVER', ['a', '1', '', false, released, false, false, []]]

    it('keep microseconds and offset', () => {
      const time = new Timestamp(Date.UTC(2024, 0, 2, 3, 4, 5, 6), {microseconds: 7, offset: -90})
      const body = encodeRequest(addVersion(time))
      expect(released(body)).toMatchObject({microseconds: 7, offset: -90})
      expect(released(body)?.getTime()).toBe(time.getTime())
    })

    it('may be a plain Date', () => {
      const body = encodeRequest(addVersion(new Date(Date.UTC(2024, 0, 2))))
      expect(released(body)?.getTime()).toBe(Date.UTC(2024, 0, 2))
    })

    it.each([
      ['a whole number', 'c1 1a 65937d25', Date.UTC(2024, 0, 2, 3, 4, 5), 0],
      ['a fraction', 'c1 fb 41d964df4960001a', Date.UTC(2024, 0, 2, 3, 4, 5, 500), 6],
      ['a negative fraction', 'c1 fb bff0000000000000', -1000, 0],
    ])('may come as seconds: %s', (_what, hex, time, microseconds) => {
      const value = decodeValue(bytes(hex)) as Timestamp
      expect(value.getTime()).toBe(time)
      expect(value.microseconds).toBe(microseconds)
    })

    it.each([
      ['February 30', '2024-02-30T00:00:00Z'],
      ['the hour 24', '2024-01-01T24:00:00Z'],
      ['the second 60', '2016-12-31T23:59:60Z'],
      ['the year 0', '0000-01-01T00:00:00Z'],
      ['no offset', '2024-01-01T00:00:00'],
      ['an offset of a day', '2024-01-01T00:00:00+24:00'],
      ['words', 'today'],
    ])('are refused with %s', (_what, text) => {
      const body = Buffer.concat([bytes('c0'), encodeValue(text)])
      expect(protocolErrorOf(() => decodeValue(body)).fault).toBe('cbor')
    })

    it.each(['c0 01', 'c1 6161', 'c1 f6', 'c1 fb7ff8000000000000', 'c1 fb7e37e43c8800759c', 'c0 c0 6161'])(
      'are refused as %s',
      (hex) => {
        expect(protocolErrorOf(() => decodeValue(bytes(hex))).fault).toBe('cbor')
      },
    )

    it('survive both ways, whichever they are', () => {
      const time = fc.record({
        microseconds: fc.integer({max: 999, min: 0}),
        offset: fc.integer({max: 1439, min: -1439}),
        time: fc.integer({max: Date.UTC(9999, 11, 30), min: new Date(0).setUTCFullYear(1, 0, 3)}),
      })
      fc.assert(
        fc.property(time, ({microseconds, offset, time}) => {
          const value = decodeValue(encodeValue(new Timestamp(time, {microseconds, offset}))) as Timestamp
          expect([value.getTime(), value.microseconds, value.offset]).toEqual([time, microseconds, offset])
        }),
      )
    })
  })

  describe('timedeltas', () => {
    it.each([
      ['too few parts', 'd907d1 82 0000'],
      ['text', 'd907d1 6161'],
      ['too many seconds', 'd907d1 83 00 1a00015180 00'],
      ['negative seconds', 'd907d1 83 00 20 00'],
      ['a fraction', 'd907d1 83 00 f93e00 00'],
      ['too many days', 'd907d1 83 1a3b9aca00 00 00'],
    ])('with %s are invalid', (_what, hex) => {
      expect(protocolErrorOf(() => decodeValue(bytes(hex))).fault).toBe('invalid')
    })
  })

  describe('forms that Python accepts', () => {
    it.each([
      ['an array of indefinite length', '9f 64444f4e45 67524542 55494c44 ff', ['DONE', 'REBUILD']],
      ['text of indefinite length', '82 7f 62444f 624e45 ff 7f ff', ['DONE', '']],
      ['text in chunks', '82 7f 62444f 624e45 ff 7f 67524542 55494c44 ff', ['DONE', 'REBUILD']],
      ['text that begins with a byte order mark', '82 654552524f52 64 efbbbf61', ['ERROR', '\uFEFFa']],
      [
        'text in chunks that begins with a byte order mark',
        '82 654552524f52 7f 63efbbbf 6161 ff',
        ['ERROR', '\uFEFFa'],
      ],
      ['a length longer than need be', '9b0000000000000002 7804444f4e45 7907 00', undefined],
      ['a map of indefinite length', 'bf 6161 01 7f 6162 ff 9f 02 ff ff', {a: 1, b: [2]}],
    ])('%s', (_what, hex, value) => {
      if (value) expect(decodeValue(bytes(hex))).toEqual(value)
      else protocolErrorOf(() => decodeValue(bytes(hex)))
    })
  })

  describe('bodies that are no request', () => {
    it.each([
      ['nothing', '', 'cbor'],
      ['half a message', '82 64444f4e45', 'cbor'],
      ['more than a message', '8264444f4e456752454255494c44 00', 'cbor'],
      ['invalid UTF-8', '82 654552524f52 62 c328', 'invalid'],
      ['an encoded surrogate', '82 654552524f52 63 eda080', 'invalid'],
      ['invalid UTF-8 in long text', `82 654552524f52 7864 ${'61'.repeat(99)}ff`, 'invalid'],
      ['text without an end', '7f 6161', 'cbor'],
      ['text made of a number', '7f 01 ff', 'cbor'],
      ['text within text', '7f 7f 6161 ff ff', 'cbor'],
      ['a break', 'ff', 'cbor'],
      ['a break in a list of known length', '82 01 ff', 'cbor'],
      ['a break for a value', 'bf 6161 ff', 'cbor'],
      ['an unknown tag', 'd9ffff 6161', 'cbor'],
      ['a message of no name', '8261616162', 'message'],
      ['a number', '01', 'message'],
      ['a list of three', '8361616161 6161', 'message'],
      ['a bare name of a message with data', '67 52454255494c44', 'message'],
      ['a name in a list', '81 6453454e54', 'message'],
      ['a reply', '82 64444f4e45 6752454255494c44', 'message'],
      ['a great count', '9b 001fffffffffffff', 'cbor'],
      ['an impossible count', 'bb ffffffffffffffff', 'cbor'],
      ['lists in lists', '81'.repeat(100_000), 'invalid'],
      ['tags in tags', 'c6'.repeat(100_000), 'cbor'],
      ['dates in dates', 'c0'.repeat(100_000), 'invalid'],
      ['endless lists', '9f'.repeat(100_000), 'invalid'],
      ['maps in maps', 'a16161'.repeat(100_000), 'invalid'],
    ])('%s', (_what, hex, fault) => {
      expect(protocolErrorOf(() => decodeRequest(bytes(hex))).fault).toBe(fault)
    })

    it('are a protocol error even where the stack is nearly used up', () => {
      const dive = (): unknown => {
        try {
          return dive()
        } catch {
          return protocolErrorOf(() => decodeRequest(bytes(`${'81'.repeat(300)}00`)))
        }
      }

      // At the very bottom nothing at all can be called; a little above it a protocol error must come.
      expect(dive()).toBeInstanceOf(ProtocolError)
    })

    it('are a protocol error, wherever a request was damaged', () => {
      const good = vectorsOf('request').map(({hex}) => bytes(hex))
      fc.assert(
        fc.property(fc.constantFrom(...good), fc.nat(), fc.nat(255), (body, place, byte) => {
          const damaged = Buffer.from(body)
          damaged[place % damaged.length] = byte
          try {
            expect(checkRequest(decodeRequest(damaged))).toBeDefined()
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        }),
        {numRuns: 5000},
      )
    })
  })

  describe('text and numbers', () => {
    it('survive both ways', () => {
      const whole = fc.oneof(fc.maxSafeInteger(), fc.bigInt({max: 2n ** 64n - 1n, min: -(2n ** 64n)}))
      const name = fc.string({unit: 'binary'}).filter((text) => isValidText(text))
      fc.assert(
        fc.property(whole, name, (slave, text) => {
          const request: Request = ['IMPORT', [slave, text, text, text, true, timeDelta(1), text, []]]
          const decoded = decodeRequest(encodeRequest(request))
          expect(hexOf(encodeRequest(decoded))).toBe(hexOf(encodeRequest(request)))
          expect(decoded[1]?.[1]).toBe(text)
        }),
      )
    })
  })
})
