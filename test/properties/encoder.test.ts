import {decode} from 'cborg'
import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import {describe, test} from 'vitest'

import {encodeRequest} from '../../src/import-queue/codec.js'
import {InvalidMessageError} from '../../src/import-queue/errors.js'
import {type Request} from '../../src/import-queue/messages.js'
import {judge} from '../../src/testing/model/judge.js'
import {attempt} from './attempt.js'
import {holds, PATIENCE} from './holds.js'
import {checkSent, isInvalid, raw} from './names.js'
import {actsOnTerminal} from './terminal.js'

const anything = fc.oneof(
  raw,
  fc.anything({maxDepth: 2, withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSet: true}),
  fc.constantFrom(Number.NaN, -0, 2 ** 53, 2n ** 64n, new Date(Number.NaN), Buffer.from('eda080', 'hex'), Symbol('a')),
)
const delta = fc.record({
  days: fc.oneof(fc.integer(), anything),
  microseconds: fc.oneof(fc.integer({max: 1_000_000, min: -1}), anything),
  seconds: fc.oneof(fc.integer({max: 86_400, min: -1}), anything),
})
const good: fc.Arbitrary<readonly [string, ...unknown[]]> = fc.oneof(
  raw.map((name) => ['ADDPKG', [name, '', '', false, ['alias']]] as const),
  raw.map((name) => ['ADDVER', [name, '1.0', '', false, new Date(0), false, true, []]] as const),
  raw.map((name) => ['REMPKG', [name, true, '']] as const),
  raw.map((name) => ['REMVER', [name, '1.0', true, '', false]] as const),
  fc.tuple(raw, delta).map(([name, time]) => ['IMPORT', [1, name, '1.0', 'cp311', true, time, 'output', []]] as const),
  raw.map((name) => ['REBUILD', ['PROJECT', name]] as const),
  fc.constantFrom(['REBUILD', ['HOME']] as const, ['SENT'] as const),
)
/** A request with anything at all in one place, or one thing too many or too few. */
const nearlyRequest = fc.tuple(good, fc.nat(9), fc.nat(1), anything).map(([request, index, removed, value]) => {
  const [name, data] = request
  if (index === 9) return [value, data]
  if (index === 8) return [name, value]
  if (!Array.isArray(data)) return removed === 1 ? request : [...request, value]
  return [name, data.toSpliced(index, removed, value)]
})

describe('the encoder of requests', {timeout: PATIENCE}, () => {
  test('encodes no invalid name, even where nobody has checked it', () =>
    holds(fc.tuple(fc.constantFrom('PROJECT', 'BOTH'), raw), ([part, name]) => {
      const body = attempt(InvalidMessageError, () => encodeRequest(['REBUILD', [part, name]]))
      assert.equal(body instanceof InvalidMessageError, isInvalid(name))
      if (body instanceof Uint8Array) checkSent(part, name, body)
    }))

  test('encodes nothing but requests, whatever stands in the place of a part of one', () =>
    holds(nearlyRequest, (request) => {
      const body = attempt(InvalidMessageError, () => encodeRequest(request as Request))
      if (body instanceof InvalidMessageError) return assert.ok(!actsOnTerminal(body.message))
      const judgement = judge([Buffer.alloc(0), body])
      assert.equal(judgement.is, 'request', 'why' in judgement ? judgement.why : '')
      checkParts(decode(body, {allowBigInt: true, tags: {0: (content) => content(), 2001: (content) => content()}}))
    }))
})

/** That no text in a value is invalid, and every number is a whole one, as each in a request has to be. */
function checkParts(value: unknown): void {
  if (typeof value === 'number') assert.ok(Number.isSafeInteger(value))
  if (typeof value === 'string') assert.ok(!isInvalid(value))
  if (typeof value !== 'object' || value === null) return
  for (const entry of Object.entries(value)) for (const item of entry) checkParts(item)
}
