import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import {describe, test} from 'vitest'

import {escapeControls} from '../../src/text/escape-controls.js'
import {holds, PATIENCE} from './holds.js'
import {raw} from './names.js'
import {actsOnTerminal} from './terminal.js'

describe('text made visible', {timeout: PATIENCE}, () => {
  test('holds nothing that a terminal acts on, and is no longer than it may be', () =>
    holds(fc.tuple(raw, fc.integer({max: 40, min: 1})), ([given, limit]) => {
      const shown = escapeControls(given, limit)
      assert.ok(!actsOnTerminal(shown))
      assert.ok(shown.length <= limit)
      // What Unicode calls neither control, format nor unassigned.
      if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(given) && given.length <= limit) assert.equal(shown, given)
    }))

  test('holds no such character of all that there are', () => {
    for (let code = 0; code <= 0x10_ff_ff; code++) {
      if (actsOnTerminal(escapeControls(String.fromCodePoint(code))))
        assert.fail(`U+${code.toString(16)} is shown as it is`)
    }
  })
})
