import {Command, Parser} from '@oclif/core'
import {describe, expect, it} from 'vitest'

import {piwFlags} from '../../src/piw/flags.js'

const parse = async (...argv: string[]) => {
  const {flags} = await Parser.parse(argv, {args: {}, context: undefined as unknown as Command, flags: piwFlags})
  return flags
}

describe('the flags of every piw command', () => {
  it('have no defaults, which would hide the configuration', async () => {
    const flags = await parse()
    expect(Object.values(flags).filter((value) => value !== undefined)).toEqual([])
  })

  it('take their short names', async () => {
    expect(await parse('-c', 'file', '-l', 'log', '-q')).toMatchObject({
      configuration: 'file',
      'log-file': 'log',
      quiet: true,
    })
    expect(await parse('-v')).toMatchObject({verbose: true})
  })

  it.each([
    ['30', 30],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['2147483', 2_147_483],
  ])('take --timeout %s', async (input, seconds) => {
    expect(await parse('--timeout', input)).toMatchObject({timeout: seconds})
  })

  it.each(['0', '-5', '', ' ', 'ten', 'NaN', 'Infinity', '2147484'])('refuse --timeout "%s"', async (input) => {
    await expect(parse(`--timeout=${input}`)).rejects.toThrow('Expected a number of seconds, more than 0')
  })

  it('of quiet and verbose take one', async () => {
    await expect(parse('-q', '-v')).rejects.toThrow('--quiet')
  })
})
