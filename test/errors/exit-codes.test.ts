import {describe, expect, it} from 'vitest'

import {exitCodeOf, InterruptedError} from '../../src/errors/exit-codes.js'
import {PiwError} from '../../src/errors/piw-error.js'

describe('the exit code', () => {
  it.each([
    ['a failure', new PiwError('x'), 1],
    ['an error of usage', new PiwError('x', {kind: 'usage'}), 2],
    ['Ctrl-C', new InterruptedError('SIGINT'), 130],
    ['SIGTERM', new InterruptedError('SIGTERM'), 143],
    ['an error of oclif', Object.assign(new Error('x'), {oclif: {exit: 2}}), 2],
    ['the end of the help', Object.assign(new Error('x'), {oclif: {exit: 0}}), 0],
    ['an error of a child process that was killed', Object.assign(new Error('x'), {signal: 'SIGTERM'}), 1],
    ['any other error', new Error('x'), 1],
    ['what is no error', 'x', 1],
    ['nothing', undefined, 1],
  ])('of %s is %3$i', (_what, error, code) => {
    expect(exitCodeOf(error)).toBe(code)
  })
})
