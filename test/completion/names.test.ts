import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'

import {invented, setStage} from '../commands/stage.js'
import {startPiw} from '../support/piw.js'

const stage = setStage({database: [...invented(1200), 'numpy', 'Pillow', 'x$(reboot)']})

const program = fileURLToPath(new URL('../../bin/names.js', import.meta.url))

async function names(...words: readonly string[]) {
  const {code, stderr, stdout} = await startPiw(words, {env: stage.home.env, program}).result
  expect(stderr).toBe('')
  return {code, names: stdout.split('\n').slice(0, -1)}
}

describe('the names that a command line may go on with', () => {
  it('are those that begin as it ends', async () => {
    expect(await names('rebuild', 'project', 'nu')).toEqual({code: 0, names: ['numpy']})
  })

  it('are a hundred at most, and the last one, so that all that they have in common is common to all', async () => {
    const {names: found} = await names('rebuild', 'project', 'pkg')
    expect(found).toEqual([...invented(100), 'pkg-0001200'])
  })

  it.each(['x', 'Pill', 'x$('])('are only such as can stand on a command line as they are (%s)', async (beginning) => {
    expect(await names('rebuild', 'project', beginning)).toEqual({code: 0, names: []})
  })

  it('are none where a part takes none', async () => {
    expect(await names('rebuild', 'home', 'nu')).toEqual({code: 0, names: []})
  })

  it.each([
    ['a part', ['rebuild', 'nu'], 2],
    ['another command', ['autocomplete', 'nu'], 2],
    ['the name of no command', ['nonsense', 'project', 'nu'], 2],
    ['a flag', ['rebuild', 'project', '--nu'], 2],
    ['the value of a flag', ['rebuild', 'project', '--packages-from', 'nu'], 1],
    ['the value of a short flag', ['rebuild', 'project', '-vc', 'nu'], 1],
    ['the value of a flag of a part without packages', ['rebuild', 'home', '-l', 'nu'], 1],
    ['the value of a flag without a part', ['rebuild', '-l', 'nu'], 1],
  ])('are left to the shell where it ends in %s', async (_what, words, code) => {
    expect(await names(...words)).toEqual({code, names: []})
  })

  it.each([
    ['home', 'piw rebuild home -v --wa'],
    ['no part', 'piw rebuild --wa'],
  ])('are flags where a whole line ends in one of %s', async (_what, line) => {
    expect(await names(line)).toEqual({code: 0, names: ['--wait', '--wait-timeout']})
  })

  it('come in less than half a second', async () => {
    const times: number[] = []
    for (let run = 0; run < 5; run++) {
      const started = performance.now()
      await names('rebuild', 'project', 'nu')
      times.push(performance.now() - started)
    }

    // The shortest, since other tests run at the same time.
    expect(Math.min(...times)).toBeLessThan(500)
  })

  it.each([['postgres:///piwheels?host=/nowhere'], ['nonsense']])('are none where the database is %s', async (dsn) => {
    expect(await names('rebuild', 'project', '--dsn', dsn, 'nu')).toEqual({code: 0, names: []})
  })

  it('are none where the database does not answer, for as long as one can wait for that', async () => {
    const {createServer} = await import('node:net')
    const folder = stage.home.at('silent')
    stage.home.write('silent/.keep', '')
    const server = createServer(() => {})
    await new Promise<void>((resolve) => {
      server.listen(`${folder}/.s.PGSQL.5432`, resolve)
    })
    const found = await names('rebuild', 'project', `--dsn=postgres:///piwheels?host=${folder}`, 'nu')
    server.close()
    expect(found).toEqual({code: 0, names: []})
  })
})
