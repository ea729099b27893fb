import {describe, expect, test} from 'vitest'

import {errorIn, resolveFiles} from './resolving.js'

describe('flags', () => {
  test.each(['true', 'True', 'TRUE', 'yes', 'Yes', '1'])('%j is on', async (word) => {
    const {config, files} = await resolveFiles([`yes = ${word}\n`])
    expect(config.yes).toEqual({source: {file: files[0], from: 'file', line: 1}, value: true})
  })

  test('no value is on', async () => {
    const {config} = await resolveFiles(['yes\n'])
    expect(config.yes.value).toBe(true)
  })

  test.each(['false', 'FALSE', 'no', 'No', '0'])('%j is off', async (word) => {
    const {config, files} = await resolveFiles([`yes = ${word}\n`])
    expect(config.yes).toEqual({source: {file: files[0], from: 'file', line: 1}, value: false})
  })

  test.each(['yes = on', 'yes = y', 'yes =', 'yes # comment', 'yes = 2', 'yes = " true "', 'quiet = off'])(
    '%j is an error',
    async (content) => {
      const {error} = await errorIn(content)
      expect(error.message).toContain('expected true, yes or 1 for on, false, no or 0 for off')
    },
  )

  test('a wrong value is named with file, line, key and what was found', async () => {
    const {error, file} = await errorIn('dsn = x\nverbose = maybe\n')
    expect(error.message).toBe(
      `${file}, line 2: verbose: expected true, yes or 1 for on, false, no or 0 for off, found "maybe"`,
    )
    expect(error.kind).toBe('usage')
  })

  test('a comment in place of the value has a way out of its own', async () => {
    const {error} = await errorIn('yes # comment\n')
    expect(error.suggestions).toEqual(['Put a value before the comment: yes = true # ...'])
  })

  test('control characters in a wrong value are made visible', async () => {
    const {error} = await errorIn('yes = \u001B[2Jon\n')
    expect(error.message).toMatch(/found "\\x1b\[2Jon"$/)
  })

  test('a long wrong value is shortened', async () => {
    const {error} = await errorIn(`yes = ${'x'.repeat(10_000)}\n`)
    expect(error.message).toMatch(/found "x{59}…"$/)
  })

  test('off in a later file does not undo on in an earlier one', async () => {
    const {config, files} = await resolveFiles(['yes = true\n', 'yes = false\n'])
    expect(config.yes).toEqual({source: {file: files[0], from: 'file', line: 1}, value: true})
  })

  test('off in a later line of the same key does undo on', async () => {
    const {config} = await resolveFiles(['yes = true\nyes = false\n'])
    expect(config.yes.value).toBe(false)
  })

  test('off under the other spelling does not undo on', async () => {
    const {config} = await resolveFiles(['yes = true\n--yes = false\n'])
    expect(config.yes.value).toBe(true)
  })

  test('off on the command line does undo on in a file', async () => {
    const {config} = await resolveFiles(['yes\nquiet\n'], {quiet: false, yes: false})
    expect(config.yes).toEqual({source: {from: 'command line'}, value: false})
    expect(config.quiet).toEqual({source: {from: 'command line'}, value: false})
  })
})
