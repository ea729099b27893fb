import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {ConfigLineError} from '../../src/config/grammar.js'
import {filesOf, temporaryDirectory} from './files.js'
import {errorIn, errorOf} from './resolving.js'

describe('wrong lines', () => {
  test('a refused line is an error that names file and line', async () => {
    const {error, file} = await errorIn('dsn = a\n= b\n')
    expect(error).toBeInstanceOf(ConfigLineError)
    expect(error.message).toBe(`${file}, line 2: expected a key, found "=" at the start of the line`)
    expect(error).toMatchObject({file, kind: 'usage', line: 2})
    expect(error.suggestions).not.toEqual([])
  })

  test('a refused line is an error though everything is given elsewhere', async () => {
    const [first = '', second = '', third = ''] = await filesOf('dsn = a\n', '= b\n', 'dsn = c\n')
    const error = await errorOf({commandLine: {dsn: 'd'}, configuration: third, files: [first, second]})
    expect(error.message).toMatch(`${second}, line 1:`)
  })

  test('a refused line of the file asked for is an error', async () => {
    const [file = ''] = await filesOf('a#b\n')
    expect((await errorOf({configuration: file})).message).toContain(`${file}, line 1:`)
  })

  test('of two wrong files the first is named', async () => {
    const files = await filesOf('= a\n', 'b#\n')
    expect((await errorOf({files})).message).toContain(files[0])
  })

  test.each(['= a\n', 'yes = maybe\n'])(
    'control characters in the name of the file are made visible: %j',
    async (content) => {
      const file = join(await temporaryDirectory(), '\u001B.conf')
      await writeFile(file, content)
      expect((await errorOf({files: [file]})).message).toMatch(/\\x1b\.conf, line 1:/)
    },
  )
})
