import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {describe, test} from 'vitest'

import {decodeReply, encodeRequest} from '../../src/import-queue/codec.js'
import {ProtocolError, protocolFaults} from '../../src/import-queue/errors.js'
import {doneWhats, type Reply} from '../../src/import-queue/messages.js'
import {decodeRequest, encodeReply} from '../../src/testing/codec/codec.js'
import {decodeValue, noData} from '../../src/testing/codec/value.js'
import {anyCbor} from './cbor.js'
import {holds, PATIENCE} from './holds.js'
import {mutated} from './mutation.js'
import {actsOnTerminal, isUnicode} from './terminal.js'

/** How many levels a value may have. */
const DEEPEST = 900

interface Vector {
  readonly direction: 'codec' | 'reply' | 'request'
  readonly hex: string
}

const vectors = JSON.parse(
  readFileSync(new URL('../protocol/vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[]
const bodiesOf = (direction: Vector['direction']) =>
  fc.constantFrom(...vectors.filter((vector) => vector.direction === direction).map(({hex}) => Buffer.from(hex, 'hex')))

const reason = fc.string({maxLength: 24, unit: fc.constantFrom(...'ab-1 \0\n\u001B[\u202Eé日😀', 'unknown package ')})
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.constantFrom(...doneWhats).map((what): Reply => ['DONE', what]),
  reason.map((text): Reply => ['ERROR', text]),
  reason.map((text): Reply => ['SEND', text.replaceAll('\0', '')]),
)
const goodBody = fc.oneof(
  {arbitrary: reply.map((one) => encodeReply(one)), weight: 4},
  {arbitrary: bodiesOf('reply'), weight: 2},
  {arbitrary: bodiesOf('request'), weight: 1},
  {arbitrary: bodiesOf('codec'), weight: 1},
)

describe('the decoder of answers takes any bytes for a reply or refuses them', {timeout: PATIENCE}, () => {
  test('random bytes', () => holds(fc.uint8Array({maxLength: 40, size: 'max'}), checkBody))
  test('random CBOR', () => holds(anyCbor, checkBody))
  test('good answers, mutated', () => holds(mutated(goodBody), checkBody))
  test('good answers come through', () => holds(reply, (one) => assert.deepEqual(decodeReply(encodeReply(one)), one)))
})

function checkBody(bytes: Uint8Array): void {
  // As it comes from the socket: a piece of something larger, whose rest is none of it.
  const body = Buffer.concat([Buffer.from([0x61]), bytes, Buffer.from([0x60, 0xff])]).subarray(1, 1 + bytes.length)
  const value = attempt(() => decodeValue(body))
  checkValue(value)
  const reply = attempt(() => decodeReply(body))
  if (reply !== undefined) {
    checkReply(reply)
    assert.deepEqual(reply, value)
    // No other body is this reply.
    assert.ok(body.equals(encodeReply(reply)))
  }

  const request = attempt(() => decodeRequest(body))
  // What the emulated master takes for a request can be sent again.
  if (request !== undefined) assert.deepEqual(decodeRequest(encodeRequest(request)), request)
}

/** That a value is made of nothing but what CBOR has, and no deeper than it may be. */
function checkValue(value: unknown, level = 0): void {
  assert.ok(level <= DEEPEST)
  if (typeof value === 'string') assert.ok(isUnicode(value))
  else if (typeof value === 'symbol') assert.equal(value, noData)
  else if (Array.isArray(value)) for (const item of value) checkValue(item, level + 1)
  else if (value?.constructor === Object) for (const item of Object.values(value)) checkValue(item, level + 1)
  else if (typeof value === 'object' && value !== null) assert.ok(value instanceof Date || value instanceof Uint8Array)
  else assert.notEqual(typeof value, 'function')
}

function checkReply(reply: Reply): void {
  assert.ok(Array.isArray(reply) && reply.length === 2)
  const [answer, what] = reply
  assert.ok(typeof what === 'string' && isUnicode(what))
  if (answer === 'DONE') assert.ok(doneWhats.includes(what))
  else if (answer === 'SEND') assert.ok(!what.includes('\0'))
  else assert.equal(answer, 'ERROR')
  assert.deepEqual(decodeReply(encodeReply(reply)), reply)
}

/** What an action returns; undefined when it refuses, with an error that is fit to be shown. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    assert.ok(protocolFaults.includes(error.fault))
    assert.ok(error.message.length < 1000 && !actsOnTerminal(error.message), error.message)
    return undefined
  }
}
