import {describe, expect, test} from 'vitest'

import {errorIn, errorOf} from './resolving.js'

describe('values', () => {
  test.each(['dsn', 'import-queue', 'log-file', 'output-path', 'quiet', 'verbose', 'yes'])(
    'a list for %s is an error',
    async (key) => {
      const {error, file} = await errorIn(`${key} = [a, b]\n`)
      expect(error.message).toBe(`${file}, line 1: ${key}: expected one value, found a list`)
      expect(error.kind).toBe('usage')
    },
  )

  test('the database with its password is not repeated', async () => {
    const {error} = await errorIn('dsn = [postgres://me:secret@host/db]\n')
    expect([error.message, ...error.suggestions].join('\n')).not.toContain('secret')
  })

  test('an empty log file in a file is an error', async () => {
    const {error, file} = await errorIn('log-file =\n')
    expect(error.message).toBe(`${file}, line 1: log-file: expected the name of a file, found nothing`)
  })

  test('an empty log file on the command line is an error', async () => {
    const error = await errorOf({commandLine: {'log-file': ''}})
    expect(error.message).toBe('--log-file: expected the name of a file, found nothing')
    expect(error.kind).toBe('usage')
  })

  test('a wrong value is an error though the command line would win', async () => {
    const {error} = await errorIn('log-file =\n', {'log-file': '/tmp/piw.log'})
    expect(error.message).toContain('log-file: expected the name of a file')
  })
})
