import {describe, expect, test} from 'vitest'

import {resolveConfig} from '../../src/config/resolve.js'
import {filesOf} from './files.js'
import {resolveFiles} from './resolving.js'

describe('precedence', () => {
  test('a value of a file comes with file and line', async () => {
    const {config, files} = await resolveFiles(['# c\n\nimport-queue = tcp://127.0.0.1:1\n'])
    expect(config['import-queue']).toEqual({
      source: {file: files[0], from: 'file', line: 3},
      value: 'tcp://127.0.0.1:1',
    })
  })

  test('a later file wins key by key', async () => {
    const {config, files} = await resolveFiles(['dsn = a\noutput-path = b\n', 'dsn = c\n'])
    expect([config.dsn.value, config['output-path'].value]).toEqual(['c', 'b'])
    expect(config.dsn.source).toEqual({file: files[1], from: 'file', line: 1})
  })

  test('the file asked for wins over the default files', async () => {
    const [first = '', second = ''] = await filesOf('dsn = a\n', 'dsn = b\n')
    const config = await resolveConfig({commandLine: {}, configuration: second, files: [first]})
    expect(config.dsn).toEqual({source: {file: second, from: 'file', line: 1}, value: 'b'})
  })

  test('the command line wins over every file', async () => {
    const [first = '', second = ''] = await filesOf('dsn = a\n', 'dsn = b\n')
    const config = await resolveConfig({commandLine: {dsn: 'c'}, configuration: second, files: [first]})
    expect(config.dsn).toEqual({source: {from: 'command line'}, value: 'c'})
  })

  test('undefined on the command line is not given', async () => {
    const {config} = await resolveFiles(['dsn = a\nyes\n'], {dsn: undefined, yes: undefined})
    expect([config.dsn.value, config.yes.value]).toEqual(['a', true])
  })

  test('the timeout is for the command line only', async () => {
    const {config} = await resolveFiles(['timeout = 1\n--timeout = never\n'], {timeout: 5})
    expect(config.timeout).toEqual({source: {from: 'command line'}, value: 5})
    const {config: without} = await resolveFiles(['timeout = 1\n--timeout = never\n'])
    expect(without.timeout).toEqual({source: {from: 'default'}, value: 600})
  })

  test('nothing of the result can be changed', async () => {
    const {config} = await resolveFiles(['dsn = a\nquiet\n'], {timeout: 5})
    const parts = [config, ...Object.values(config).flatMap((setting) => [setting, setting.source])]
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([])
  })
})
