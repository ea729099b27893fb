import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {decodeReply, encodeRequest, encodeValue} from '../../src/import-queue/codec.js'
import {ProtocolError} from '../../src/import-queue/errors.js'
import {type Request} from '../../src/import-queue/messages.js'
import {checkReply} from '../../src/import-queue/schemas.js'
import {timeDelta} from '../../src/import-queue/timedelta.js'
import {Timestamp} from '../../src/import-queue/timestamp.js'
import {noData} from '../../src/testing/codec/value.js'
import {bytes, hexOf, vectors, vectorsOf} from '../protocol/vectors.js'
import {protocolErrorOf} from '../support/protocol-error-of.js'

describe('codec', () => {
  describe('golden vectors', () => {
    it('are all here', () => {
      expect(vectors).toHaveLength(96)
    })

    it.each(vectorsOf('request'))('request $message', ({hex, message}) => {
      expect(hexOf(encodeRequest(message as Request))).toBe(hex)
    })

    it.each(vectorsOf('reply'))('reply $message', ({hex, message}) => {
      expect(decodeReply(bytes(hex))).toEqual(message)
    })

    it.each(vectorsOf('codec').filter(({message}) => message !== noData))('value $message', ({hex, message}) => {
      expect(hexOf(encodeValue(message))).toBe(hex)
    })
  })

  describe('requests for the pages of a package', () => {
    // On both sides of each length from which on its own form is another.
    const names = [0, 1, 23, 24, 255, 256].flatMap((length) => ['a'.repeat(length), `é${'b'.repeat(length)}`])

    it.each(names.flatMap((name) => (['PROJECT', 'BOTH'] as const).map((part) => [part, name] as const)))(
      'are what any value would be: %s %s',
      (part, name) => {
        const request = ['REBUILD', [part, name]] as const
        expect(hexOf(encodeRequest(request))).toBe(hexOf(encodeValue(request)))
      },
    )
  })

  describe('datetimes', () => {
    const addVersion = (released: Date): Request => ['ADDVER', ['a', '1', '', false, released, false, false, []]]

    it.each([
      [
        'with microseconds and offset',
        new Timestamp(Date.UTC(2024, 0, 2, 3, 4, 5, 6), {microseconds: 7, offset: -90}),
        '2024-01-02T01:34:05.006007-01:30',
      ],
      ['as a plain Date', new Date(Date.UTC(2024, 0, 2)), '2024-01-02T00:00:00Z'],
    ])('%s', (_what, date, text) => {
      expect(Buffer.from(encodeRequest(addVersion(date))).toString()).toContain(text)
    })
  })

  describe('timedeltas', () => {
    it.each([
      [90_061.25, {days: 1, microseconds: 250_000, seconds: 3661}],
      [-1, {days: -1, microseconds: 0, seconds: 86_399}],
      [-0.000_000_1, {days: 0, microseconds: 0, seconds: 0}],
      [86_399.999_999_9, {days: 1, microseconds: 0, seconds: 0}],
    ])('of %d seconds', (seconds, delta) => {
      expect(timeDelta(seconds)).toEqual(delta)
    })

    it.each([Number.NaN, Infinity, 1e15])('cannot be of %d seconds', (seconds) => {
      expect(() => timeDelta(seconds)).toThrow(RangeError)
    })
  })

  describe('bodies that hold no reply', () => {
    it.each([
      ['nothing', '', 'cbor'],
      ['half a message', '82 64444f4e45', 'cbor'],
      ['more than a message', '8264444f4e456752454255494c44 00', 'cbor'],
      ['invalid UTF-8', '82 654552524f52 62 c328', 'cbor'],
      ['an encoded surrogate', '82 654552524f52 63 eda080', 'cbor'],
      ['invalid UTF-8 in long text', `82 654552524f52 7864 ${'61'.repeat(99)}ff`, 'cbor'],
      ['a length longer than need be', '82 7804444f4e45 6752454255494c44', 'cbor'],
      ['an array of indefinite length', '9f 64444f4e45 6752454255494c44 ff', 'cbor'],
      ['text in chunks', '82 7f 62444f 624e45 ff 6752454255494c44', 'cbor'],
      ['text without an end', '7f 6161', 'cbor'],
      ['a break', 'ff', 'cbor'],
      ['an unknown tag', 'd9ffff 6161', 'cbor'],
      ['a datetime', '82 654552524f52 c0 74 323032342d30312d30325430333a30343a30355a', 'cbor'],
      ['a message of no name', '8261616162', 'message'],
      ['a number', '01', 'message'],
      ['a number for the reason', '82 654552524f52 01', 'message'],
      ['a list of three', '8361616161 6161', 'message'],
      ['a bare name', '64444f4e45', 'message'],
      ['a name in a list', '81 64444f4e45', 'message'],
      ['something unknown done', '82 64444f4e45 6548454c4c4f', 'message'],
      ['a great count', '9b 001fffffffffffff', 'cbor'],
      ['an impossible count', 'bb ffffffffffffffff', 'cbor'],
      ['lists in lists', '81'.repeat(100_000), 'cbor'],
      ['tags in tags', 'c6'.repeat(100_000), 'cbor'],
      ['endless lists', '9f'.repeat(100_000), 'cbor'],
      ['maps in maps', 'a16161'.repeat(100_000), 'cbor'],
    ])('%s', (_what, hex, fault) => {
      const error = protocolErrorOf(() => decodeReply(bytes(hex)))
      expect(error.fault).toBe(fault)
      expect(error.kind).toBe('failure')
    })

    it('are shown with control characters escaped, and shortened', () => {
      const {message} = protocolErrorOf(() => decodeReply(encodeValue(['\u001B[2J\u202E', 'x'.repeat(10_000)])))
      expect(message).toContain(String.raw`\x1B[2J`)
      expect(message).not.toMatch(/[\p{Cc}\u202E]/u)
      expect(message.length).toBeLessThan(600)
    })

    it('are a protocol error even where the stack is nearly used up', () => {
      const dive = (): unknown => {
        try {
          return dive()
        } catch {
          return protocolErrorOf(() => decodeReply(bytes(`${'81'.repeat(300)}00`)))
        }
      }

      // At the very bottom nothing at all can be called; a little above it a protocol error must come.
      expect(dive()).toBeInstanceOf(ProtocolError)
    })

    it('are a protocol error, whatever the bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array({maxLength: 64}), (body) => {
          try {
            expect(checkReply(decodeReply(body))).toBeDefined()
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        }),
        {numRuns: 5000},
      )
    })
  })
})
