import type {InferOutput} from 'valibot'

import * as fc from 'fast-check'
import {describe, expect, expectTypeOf, it} from 'vitest'

import {InvalidMessageError} from '../../src/import-queue/errors.js'
import {
  type Dependencies,
  fits,
  type ImportFile,
  type Reply,
  type ReplyTo,
  type Request,
} from '../../src/import-queue/messages.js'
import {checkReply, checkRequest, type replySchemas, type requestSchemas} from '../../src/import-queue/schemas.js'
import {timeDelta} from '../../src/import-queue/timedelta.js'

const file: ImportFile = ['f.whl', 1, 'ab', 'foo', '1.0', 'cp311', 'none', 'any', null, {apt: ['libc6']}, '/simple']
const importOf = (...files: unknown[]) => ['IMPORT', [1, 'foo', '1.0', 'cp311', true, timeDelta(1), '', files]]

type Frozen<T> = T extends readonly unknown[] ? {readonly [K in keyof T]: Frozen<T[K]>} : T

describe('messages', () => {
  describe('checkRequest', () => {
    it('takes a copy, so that a later change of the original changes nothing', () => {
      const data = ['PROJECT', 'foo']
      const request = checkRequest(['REBUILD', data])
      data[1] = 'bar'
      expect(request).toEqual(['REBUILD', ['PROJECT', 'foo']])
    })

    it.each([
      [['REBUILD', ['PROJECT', '']]],
      [['REBUILD', ['BOTH', null]]],
      [['IMPORT', [-(2n ** 64n), 'foo', '1', 'cp311', false, timeDelta(-0.5), '', []]]],
      [['IMPORT', [2n ** 64n - 1n, 'foo', '1', 'cp311', false, timeDelta(0), '', []]]],
      [importOf(file, file)],
      [['ADDVER', ['foo', '1.0', '', false, new Date(0), false, false, ['a', 'b']]]],
    ])('accepts %o', (request) => {
      expect(checkRequest(request)).toEqual(request)
    })

    it('keeps tools with the names of properties of every object', () => {
      const dependencies = JSON.parse('{"__proto__": ["a"], "constructor": ["b"]}') as Dependencies
      const request = checkRequest(importOf([...file.slice(0, 9), dependencies, '/simple']))
      expect(JSON.stringify(request)).toContain('{"__proto__":["a"],"constructor":["b"]}')
    })

    it.each([
      ['a bare name', 'SENT', "begins with one of ADDPKG, ADDVER, IMPORT, REBUILD, REMPKG, REMVER, SENT, found 'SENT'"],
      ['a name in lower case', ['rebuild', ['HOME']], "found [ 'rebuild', [ 'HOME' ] ]"],
      ['a name that every object has', ['toString', []], "found [ 'toString', [] ]"],
      ['data where none belongs', ['SENT', null], 'SENT: expected 1 entry, found 2'],
      ['no data where some does', ['REBUILD'], 'REBUILD [1]: expected data as a list'],
      ['too little data', ['REBUILD', ['PROJECT']], 'REBUILD [1][1]: expected package or null as text, found nothing'],
      ['too much data', ['REBUILD', ['HOME', 'foo']], 'REBUILD [1]: expected 1 entry, found 2'],
      [
        'an unknown part',
        ['REBUILD', ['INDEX', 'foo']],
        "REBUILD [1][0]: expected part as one of HOME, SEARCH, PROJECT, BOTH, found 'INDEX'",
      ],
      ['a number for a package', ['REBUILD', ['BOTH', 5]], 'REBUILD [1][1]: expected package or null as text, found 5'],
      [
        'undefined for a package',
        ['REBUILD', ['BOTH', undefined]],
        'REBUILD [1][1]: expected package or null as text, found undefined',
      ],
      ['bytes for a package', ['REBUILD', ['BOTH', Buffer.from('foo')]], 'found bytes 666f6f'],
      [
        'a control character in a package',
        ['REBUILD', ['BOTH', 'a\u0001b']],
        'expected package or null without control characters',
      ],
      [
        'a control character in other text',
        ['REMPKG', ['a', true, '\u001F']],
        'REMPKG [1][2]: expected skip without control',
      ],
      ['a lone surrogate', ['REBUILD', ['BOTH', 'a\uD800']], 'expected package or null without lone surrogates'],
      [
        'a wrong flag',
        ['ADDPKG', ['a', '', '', 'no', []]],
        "ADDPKG [1][3]: expected unskip as true or false, found 'no'",
      ],
      ['a wrong alias', ['ADDPKG', ['a', '', '', true, ['b', 3]]], 'ADDPKG [1][4][1]: expected alias as text, found 3'],
      [
        'an invalid date',
        ['ADDVER', ['a', '1', '', true, new Date(Number.NaN), true, true, []]],
        'expected released as a Date',
      ],
      ['a date too late', ['ADDVER', ['a', '1', '', true, new Date(8e15), true, true, []]], 'years 1 to 9999'],
      [
        'a fraction',
        ['IMPORT', [1.5, 'foo', '1', 'a', true, timeDelta(1), '', []]],
        'IMPORT [1][0]: expected slave id as a whole number',
      ],
      ['an unsafe number', ['IMPORT', [2 ** 53, 'foo', '1', 'a', true, timeDelta(1), '', []]], 'a bigint'],
      ['a bigint too great', ['IMPORT', [2n ** 64n, 'foo', '1', 'a', true, timeDelta(1), '', []]], 'IMPORT [1][0]'],
      [
        'a malformed timedelta',
        ['IMPORT', [1, 'foo', '1', 'a', true, {days: 0, microseconds: 0, seconds: 86_400}, '', []]],
        'IMPORT [1][5]: expected duration as a TimeDelta',
      ],
      [
        'a file too short',
        importOf(file, file.slice(0, 10)),
        'IMPORT [1][7][1][10]: expected location as text, found nothing',
      ],
      [
        'dependencies that are no lists',
        importOf([...file.slice(0, 9), {apt: 'libc6'}, '/simple']),
        'IMPORT [1][7][0][9]: expected dependencies',
      ],
    ])('refuses %s, saying where, what was expected and found', (_what, value, message) => {
      let error: unknown
      try {
        checkRequest(value)
      } catch (error_) {
        error = error_
      }

      expect(error).toBeInstanceOf(InvalidMessageError)
      expect(error).toMatchObject({kind: 'usage', message: expect.stringContaining(message)})
    })

    it('shows what it found on one short line, whatever it is', () => {
      const anything = fc.anything({withBigInt: true, withDate: true, withMap: true, withNullPrototype: true})
      for (const value of fc.sample(anything, 200)) {
        expect(() => checkRequest(value)).toThrow(/^Invalid request: [^\p{Cc}]{1,400}$/u)
      }
    })
  })

  describe('checkReply', () => {
    it.each([[['DONE', 'REBUILD']], [['ERROR', 'unknown package a\u001Bb']], [['SEND', 'f.whl']]])(
      'accepts %j',
      (reply) => {
        expect(checkReply(reply)).toEqual(reply)
      },
    )

    it.each([[['DONE', 'HOME']], [['DONE']], [['ERROR', 5]], [['SEND', 'a\u0001']], [['SENT']], ['DONE'], [null]])(
      'refuses %j, which is no fault of the user',
      (reply) => {
        expect(() => checkReply(reply)).toThrow(expect.objectContaining({kind: 'failure', name: 'InvalidMessageError'}))
      },
    )
  })

  describe('fits', () => {
    const rebuildFoo: Request = ['REBUILD', ['PROJECT', 'foo']]
    const sent: Request = ['SENT']
    const remove: Request = ['REMPKG', ['foo', false, '']]

    it.each<[Request, Reply, boolean]>([
      [rebuildFoo, ['DONE', 'REBUILD'], true],
      [rebuildFoo, ['DONE', 'IMPORT'], false],
      [rebuildFoo, ['SEND', 'foo'], false],
      [rebuildFoo, ['ERROR', 'unknown package foo'], true],
      [rebuildFoo, ['ERROR', 'unknown package fo'], false],
      [rebuildFoo, ['ERROR', 'unknown package foo '], false],
      [rebuildFoo, ['ERROR', 'the database is away'], true],
      [['REBUILD', ['PROJECT', '']], ['ERROR', 'unknown package '], true],
      [['REBUILD', ['PROJECT', 'a\nb']], ['ERROR', 'unknown package a\nb'], true],
      [['REBUILD', ['BOTH', null]], ['ERROR', 'unknown package foo'], true],
      [['REBUILD', ['HOME']], ['ERROR', 'unknown package foo'], true],
      [['REBUILD', ['SEARCH']], ['DONE', 'REBUILD'], true],
      [sent, ['SEND', 'f.whl'], true],
      [sent, ['DONE', 'IMPORT'], true],
      [sent, ['DONE', 'REBUILD'], false],
      [remove, ['DONE', 'DELPKG'], true],
      [remove, ['DONE', 'REBUILD'], false],
      [remove, ['SEND', 'f.whl'], false],
      [remove, ['ERROR', 'NOPKG'], true],
    ])('%j answered by %j: %s', (request, reply, fitting) => {
      expect(fits(request, reply)).toBe(fitting)
    })
  })

  describe('the types', () => {
    it('say what the schemas say', () => {
      expectTypeOf<Request>().toExtend<Frozen<InferOutput<(typeof requestSchemas)[keyof typeof requestSchemas]>>>()
      expectTypeOf<InferOutput<(typeof requestSchemas)[keyof typeof requestSchemas]>>().toExtend<Request>()
      expectTypeOf<Reply>().toExtend<Frozen<InferOutput<(typeof replySchemas)[keyof typeof replySchemas]>>>()
      expectTypeOf<InferOutput<(typeof replySchemas)[keyof typeof replySchemas]>>().toExtend<Reply>()
    })

    it('narrow a reply by its request', () => {
      expectTypeOf<ReplyTo<readonly ['REBUILD', readonly ['HOME']]>>().toEqualTypeOf<
        readonly ['DONE', 'REBUILD'] | readonly ['ERROR', reason: string]
      >()
      expectTypeOf<ReplyTo<Request>>().toExtend<Reply>()
    })
  })
})
