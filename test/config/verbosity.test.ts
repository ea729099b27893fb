import {describe, expect, test} from 'vitest'

import {errorOf, resolveFiles} from './resolving.js'

describe('quiet and verbose', () => {
  test.each([
    ['the last line of a file', ['quiet\nverbose\n'], 'verbose', [1, 2]],
    ['the last line of a file', ['verbose\nquiet\n'], 'quiet', [1, 2]],
    ['the last line of a repeated key', ['quiet\nverbose\nquiet\n'], 'quiet', [1, 3]],
    ['the later file', ['quiet\n', 'verbose\n'], 'verbose', [2, 1]],
    ['the later file', ['\n\nverbose\n', 'quiet\n'], 'quiet', [2, 1]],
    ['the last line of the later file', ['verbose\n', 'verbose\nquiet\n'], 'quiet', [2, 2]],
    ['what is on', ['quiet\nverbose = false\n'], 'quiet', [1, 1]],
    ['the earlier file, if the later turns nothing on', ['quiet\n', 'quiet = no\nverbose = no\n'], 'quiet', [1, 1]],
    ['the later spelling', ['--quiet\nverbose\n'], 'verbose', [1, 2]],
  ] as const)('%s counts: %j', async (_, contents, winner, [number, line]) => {
    const {config, files} = await resolveFiles(contents)
    const source = {file: files[number - 1], from: 'file', line}
    expect(config[winner]).toEqual({source, value: true})
    expect(config[winner === 'quiet' ? 'verbose' : 'quiet']).toEqual({source, value: false})
  })

  test.each([
    ['quiet', 'verbose'],
    ['verbose', 'quiet'],
  ] as const)('%s on the command line beats both from files', async (given, other) => {
    const {config} = await resolveFiles([`${given}\n${other}\n`], {[given]: true})
    expect(config[given]).toEqual({source: {from: 'command line'}, value: true})
    expect(config[other]).toEqual({source: {from: 'command line'}, value: false})
  })

  test('both on the command line are an error', async () => {
    const error = await errorOf({commandLine: {quiet: true, verbose: true}})
    expect(error.message).toBe('--quiet and --verbose exclude each other: give one')
  })
})
