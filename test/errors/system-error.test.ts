import {readFileSync} from 'node:fs'
import {connect} from 'node:net'
import {describe, expect, it} from 'vitest'

import {codeOf, isMissing, reasonOf} from '../../src/errors/system-error.js'

/** The error of a system call that has to fail. */
function failure(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }

  throw new Error('nothing failed')
}

describe('system errors', () => {
  describe('the reason', () => {
    it.each([
      ['/nowhere/at/all', 'no such file or directory'],
      ['/', 'it is a directory'],
      ['/etc/passwd/x', 'a part of its path is not a directory'],
      [`/${'x'.repeat(300)}`, 'the name is too long'],
    ])('of reading %s is %s', (file, reason) => {
      expect(reasonOf(failure(() => readFileSync(file)))).toBe(reason)
    })

    it('of a socket that nobody listens at is in the same words', async () => {
      const error = await new Promise((resolve) => {
        connect(1, '127.0.0.1').once('error', resolve)
      })
      expect(reasonOf(error)).toBe('connection refused')
    })

    it('for an unknown code is the error’s message, safe to print', () => {
      expect(reasonOf(Object.assign(new Error('odd \u001B[31m'), {code: 'EODD'}))).toBe(String.raw`odd \x1b[31m`)
    })

    it('without a message, as for a host with several addresses, is the code', () => {
      expect(reasonOf(Object.assign(new AggregateError([], 'several'), {code: 'EODD', message: ''}))).toBe('EODD')
    })

    it('of a thrown text is the text', () => {
      expect(reasonOf('odd')).toBe('odd')
    })
  })

  describe('the code', () => {
    it('is empty if there is none', () => {
      expect([new Error('x'), undefined, null, {code: 7}].map((error) => codeOf(error))).toEqual(['', '', '', ''])
    })

    it('tells whether a file is missing', () => {
      expect(['/nowhere', '/etc/passwd/x', '/'].map((file) => isMissing(failure(() => readFileSync(file))))).toEqual([
        true,
        true,
        false,
      ])
    })
  })
})
