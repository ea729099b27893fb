import {readdirSync, readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {EXIT_CODES, exitCodeOf, InterruptedError} from '../../src/errors/exit-codes.js'
import {PiwError} from '../../src/errors/piw-error.js'

const ROOT = new URL('../../', import.meta.url)

const CODES = Object.values(EXIT_CODES).sort((a, b) => a - b)

/** Codes of the first table with a column `code`, in order. */
function codesOfTable(file: string): number[] {
  const text = readFileSync(new URL(file, ROOT), 'utf8')
  const [, rows = ''] = /^\| code +\|.*\n\|[ |-]+\n((?:\|.*\n)+)/m.exec(text) ?? []
  return rows
    .trim()
    .split('\n')
    .map((row) => Number(row.split('|')[1]))
}

/** Codes of the section EXIT STATUS of a man page, in order. */
function codesOfManual(file: string): number[] {
  const text = readFileSync(new URL(`man/${file}`, ROOT), 'utf8')
  const [, section = ''] = /^\.SH EXIT STATUS\n([^]*?)^\.SH/m.exec(text) ?? []
  return [...section.matchAll(/^\.TP\n\\fB(.+)\\fR$/gm)].map(([, code]) => Number(code))
}

/** Codes of each sentence "Exit codes: …" of the help in README.md, in order. */
function codesOfHelp(): number[][] {
  const text = readFileSync(new URL('README.md', ROOT), 'utf8')
  return [...text.matchAll(/Exit\s+codes: [^.]*\./g)].map(([sentence]) => (sentence.match(/\d+/g) ?? []).map(Number))
}

describe('the exit codes', () => {
  it.each([
    ['a failure', new PiwError('x'), 1],
    ['an error of usage', new PiwError('x', {kind: 'usage'}), 2],
    ['Ctrl-C', new InterruptedError('SIGINT'), 130],
    ['SIGTERM', new InterruptedError('SIGTERM'), 143],
    ['SIGHUP', new InterruptedError('SIGHUP'), 129],
    ['an error of oclif', Object.assign(new Error('x'), {oclif: {exit: 2}}), 2],
    ['the end of the help', Object.assign(new Error('x'), {oclif: {exit: 0}}), 0],
    ['an error of a child process that was killed', Object.assign(new Error('x'), {signal: 'SIGTERM'}), 1],
    ['any other error', new Error('x'), 1],
    ['what is no error', 'x', 1],
    ['nothing', undefined, 1],
  ])('are right for %s', (_what, error, code) => {
    expect(exitCodeOf(error)).toBe(code)
  })

  it.each(['docs/exit-codes.md', 'README.md'])('are listed in %s', (file) => {
    expect(codesOfTable(file)).toEqual(CODES)
  })

  it.each(readdirSync(new URL('man', ROOT)))('are listed in man/%s', (file) => {
    expect(codesOfManual(file)).toEqual(CODES)
  })

  it('are listed in the help', () => {
    const sentences = codesOfHelp()
    expect(sentences).not.toEqual([])
    for (const codes of sentences) expect(codes).toEqual(CODES)
  })
})
