import {parse} from '@oclif/core/parser'
import fc from 'fast-check'
import {describe, expect, it, onTestFinished} from 'vitest'

import {piwFlags} from '../../src/piw/flags.js'
import {foldArguments, unfoldArguments} from '../../src/rebuild-cli/arguments.js'
import {packagesArgs, packagesFlags} from '../../src/rebuild-cli/flags.js'
import {invented} from '../commands/stage.js'
import {Home, piw} from '../support/piw.js'

const flags = {...piwFlags, ...packagesFlags}

/** What oclif makes of a command line; its message where it refuses it. */
async function read(argv: readonly string[]) {
  try {
    const output = await parse([...argv], {args: packagesArgs, flags})
    return {args: unfoldArguments(output.args.package ?? []), flags: output.flags}
  } catch (error) {
    return (error as Error).message
  }
}

describe('arguments of oclif', () => {
  it('are read the same when they are folded', async () => {
    const word = fc.constantFrom(
      'a',
      'b',
      '-',
      '--',
      '-v',
      '-c',
      '-vc',
      '-cx',
      '-5',
      '--yes',
      '--dsn',
      '--dsn=x',
      '--no',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(word, {maxLength: 12}), async (argv) => {
        expect(await read(foldArguments(argv))).toEqual(await read(argv))
      }),
      {numRuns: 300},
    )
  })

  it('are one to its parser where no flag is between them', () => {
    expect(foldArguments(['--dsn', 'x', ...invented(10), '-v', ...invented(10)])).toHaveLength(6)
  })

  it('may be 40,000, in their order', async () => {
    const home = new Home()
    onTestFinished(() => home.remove())
    const names = invented(40_000).toReversed()
    const {code, stdout} = await piw(['rebuild', 'project', '-v', ...names, '--dry-run'], {env: home.env})
    expect(stdout.split('\n').slice(0, names.length)).toEqual(names)
    expect(code).toBe(0)
  })
})
