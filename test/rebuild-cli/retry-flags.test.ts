import {describe, expect, it} from 'vitest'

import {resolveConfig} from '../../src/config/resolve.js'
import {retryFlags} from '../../src/rebuild-cli/retry-flags.js'

const resolve = (commandLine: Parameters<typeof resolveConfig>[0]['commandLine']) =>
  resolveConfig({commandLine, files: []})

describe('the flags that lead to the same master and database', () => {
  it('are none where none were given', async () => {
    expect(retryFlags(await resolve({yes: true}))).toEqual([])
  })

  it('are those that were given, with the configuration by its whole path', async () => {
    const config = await resolve({dsn: 'postgres:///x', 'import-queue': 'ipc:///m', timeout: 5, 'trust-user': 'ben'})
    expect(retryFlags(config, 'a b.conf')).toEqual([
      '--configuration',
      `${process.cwd()}/a b.conf`,
      '--import-queue',
      'ipc:///m',
      '--trust-user',
      'ben',
      '--timeout',
      '5',
      '--dsn',
      'postgres:///x',
    ])
  })

  it.each(['postgres://ben:secret@h/x', 'postgres:///x?password=secret', 'postgres:///x?p%61ssword=secret'])(
    'never show a password: %s',
    async (dsn) => {
      expect(retryFlags(await resolve({dsn}))).toEqual([])
    },
  )
})
