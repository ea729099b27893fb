import {readFileSync} from 'node:fs'
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test, vi} from 'vitest'

import {definitions} from '../../src/config/keys.js'
import {resolveConfig} from '../../src/config/resolve.js'
import {DEFAULT_ADDRESS} from '../../src/import-queue/address.js'
import {DEFAULT_TIMEOUT} from '../../src/import-queue/import-queue.js'
import {piwFlags} from '../../src/piw/flags.js'
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

  test('those of the import queue, which knows no configuration, are the same', () => {
    expect([DEFAULT_ADDRESS, DEFAULT_TIMEOUT]).toEqual([
      definitions['import-queue'].default,
      definitions.timeout.default,
    ])
  })

  test.each(['import-queue', 'timeout'] as const)('the help of --%s shows it', (key) => {
    expect(piwFlags[key].description).toContain(`(default: ${definitions[key].default})`)
  })

  test.each([
    ['README.md', /--import-queue=ADDR .*\(default: (.*)\)/, 'import-queue'],
    ['README.md', /--timeout=SECONDS .*\(default: (.*)\)/, 'timeout'],
    ['README.md', /--dsn=URL .*\(default: (.*)\)/, 'dsn'],
    ['docs/reliability.md', /`--timeout` \(default: (.*) s\)/, 'timeout'],
  ] as const)('%s shows it: %s', (document, pattern, key) => {
    const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8')
    expect(text.match(pattern)?.[1]).toBe(String(definitions[key].default))
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
