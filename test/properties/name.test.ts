import assert from 'node:assert/strict'
import {describe, test} from 'vitest'

import {encodeRequest} from '../../src/import-queue/codec.js'
import {checkName, InvalidNameError, isSafeName} from '../../src/packages/name.js'
import {attempt} from './attempt.js'
import {holds, PATIENCE} from './holds.js'
import {checkSent, isInvalid, raw} from './names.js'
import {actsOnTerminal} from './terminal.js'

describe('the name check', {timeout: PATIENCE}, () => {
  test('refuses with an error fit to be shown, or returns a canonical name that is safe to send', () =>
    holds(raw, (given) => {
      const name = attempt(InvalidNameError, () => checkName(given))
      if (name instanceof InvalidNameError) {
        assert.equal(name.kind, 'usage')
        return assert.ok(name.message.length < 160 && !actsOnTerminal(name.message))
      }

      assert.match(name, /^[a-z0-9](?:-?[a-z0-9])*$/)
      assert.ok(name.length <= 200)
      assert.equal(checkName(name), name)
      assert.ok(isSafeName(name))
      for (const part of ['PROJECT', 'BOTH'] as const) checkSent(part, name, encodeRequest(['REBUILD', [part, name]]))
    }))

  test('lets no name of the database pass that cannot be sent', () =>
    holds(raw, (name) => {
      if (isSafeName(name)) checkSent('BOTH', name, encodeRequest(['REBUILD', ['BOTH', name]]))
      else assert.ok(name === '' || isInvalid(name) || actsOnTerminal(name) || [...name].length > 200)
    }))
})
