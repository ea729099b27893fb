import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test, vi} from 'vitest'

import {resolveConfig} from '../../src/config/resolve.js'
import {temporaryDirectory} from './files.js'

describe('defaults', () => {
  test('every setting has its default where nothing is said', async () => {
    const config = await resolveConfig({commandLine: {}, files: []})
    const values = Object.fromEntries(Object.entries(config).map(([key, {value}]) => [key, value]))
    expect(values).toEqual({
      dsn: 'postgres:///piwheels',
      'import-queue': 'ipc:///tmp/piw-import',
      'log-file': undefined,
      'output-path': '/var/www',
      quiet: false,
      timeout: 600,
      verbose: false,
      yes: false,
    })
  })

  test('a default says that it is one', async () => {
    const config = await resolveConfig({commandLine: {}, files: []})
    expect(new Set(Object.values(config).map(({source}) => source.from))).toEqual(new Set(['default']))
  })

  test('the search path is read unless files are given', async () => {
    const home = await temporaryDirectory()
    await mkdir(join(home, '.config', 'piwheels'), {recursive: true})
    const file = join(home, '.config', 'piwheels', 'piwheels.conf')
    await writeFile(file, 'output-path = /srv/site\n')
    vi.stubEnv('HOME', home)
    try {
      const config = await resolveConfig({commandLine: {}})
      expect(config['output-path']).toEqual({source: {file, from: 'file', line: 1}, value: '/srv/site'})
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
