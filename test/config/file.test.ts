import {chmod} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {resolveConfig} from '../../src/config/resolve.js'
import {filesOf, temporaryDirectory} from './files.js'
import {errorOf} from './resolving.js'

describe('files', () => {
  test('a default file that is missing is skipped', async () => {
    const directory = await temporaryDirectory()
    const [file = ''] = await filesOf('dsn = a\n')
    const config = await resolveConfig({
      commandLine: {},
      files: [join(directory, 'piwheels.conf'), join(directory, 'no', 'piwheels.conf'), file],
    })
    expect(config.dsn.value).toBe('a')
  })

  test('a default file below what is no directory is skipped', async () => {
    const [file = ''] = await filesOf('dsn = a\n')
    const config = await resolveConfig({commandLine: {}, files: [join(file, 'piwheels.conf')]})
    expect(config.dsn.source).toEqual({from: 'default'})
  })

  test('a default file that is a directory is an error', async () => {
    const directory = await temporaryDirectory()
    const error = await errorOf({files: [directory]})
    expect(error.message).toBe(`Cannot read the configuration file ${directory}: it is a directory`)
    expect(error.kind).toBe('usage')
  })

  test('a default file that may not be read is an error', async () => {
    const [file = ''] = await filesOf('dsn = a\n')
    await chmod(file, 0)
    // Root may read everything, so the test steps down for a moment.
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.(65_534)
    try {
      const error = await errorOf({files: [file]})
      expect(error.message).toBe(`Cannot read the configuration file ${file}: permission denied`)
    } finally {
      if (root) process.seteuid?.(0)
    }
  })

  test('a file asked for that is missing is an error', async () => {
    const file = join(await temporaryDirectory(), 'piwheels.conf')
    const error = await errorOf({configuration: file})
    expect(error.message).toBe(`Cannot read the configuration file ${file}: no such file or directory`)
    expect(error.kind).toBe('usage')
    expect(error.suggestions).toEqual(['Check the name given with --configuration.'])
  })

  test('a file asked for below what is no directory is an error', async () => {
    const [file = ''] = await filesOf('')
    const error = await errorOf({configuration: join(file, 'x')})
    expect(error.message).toContain('a part of its path is not a directory')
  })

  test('the file asked for needs a name', async () => {
    expect((await errorOf({configuration: ''})).message).toMatch(/^--configuration: expected the name of a file/)
  })
})
