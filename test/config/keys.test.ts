import {describe, expect, test} from 'vitest'

import {resolveFiles} from './resolving.js'

describe('keys', () => {
  test.each(['import-queue = x', '--import-queue = x', '  --import-queue: x', '[section]\nimport-queue x'])(
    '%j is known',
    async (content) => {
      const {config} = await resolveFiles([content])
      expect(config['import-queue'].value).toBe('x')
    },
  )

  test.each([
    'import_queue = x',
    'import = x',
    'Import-Queue = x',
    '-import-queue = x',
    '-q = maybe',
    'q = maybe',
    'Yes = maybe',
    'ye = maybe',
    'flush = [1]',
    'constructor = x',
    '__proto__ = x',
    'c = /nowhere.conf',
    'configuration = /nowhere.conf',
  ])('%j is unknown and ignored', async (content) => {
    const {config} = await resolveFiles([content])
    expect(Object.values(config).filter(({source}) => source.from !== 'default')).toEqual([])
  })

  test.each([
    ['import-queue = a\n--import-queue = b\n', 'b', 2],
    ['--import-queue = a\nimport-queue = b\n', 'b', 2],
    // The repeated key keeps its first place.
    ['import-queue = a\n--import-queue = b\nimport-queue = c\n', 'b', 2],
  ])('of both spellings in %j the later key wins', async (content, value, line) => {
    const {config, files} = await resolveFiles([content])
    expect(config['import-queue']).toEqual({source: {file: files[0], from: 'file', line}, value})
  })

  test('a tilde is not expanded', async () => {
    const {config} = await resolveFiles(['log-file = ~/piw.log\n'])
    expect(config['log-file'].value).toBe('~/piw.log')
  })
})
