import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {startPiw} from '../support/piw.js'

const program = fileURLToPath(new URL('../../bin/names.js', import.meta.url))

// The embedded database is no measure for this: CI runs it beside Debian's PostgreSQL.
describe.skipIf(process.env.PIW_TEST_DSN === undefined)('of 700,000 packages', () => {
  const stage = setStage({database: 700_000})

  it.each(['pkg-06', 'pkg-0699999', 'nosuch'])('those that begin with %s come in half a second', async (text) => {
    const times: number[] = []
    for (let run = 0; run < 10; run++) {
      const started = performance.now()
      const {stdout} = await startPiw(['rebuild', 'project', text], {env: stage.home.env, program}).result
      // Nothing comes where a busy machine takes so long that it is given up.
      if (stdout.startsWith(text) || text === 'nosuch') times.push(performance.now() - started)
    }

    // The shortest, since other programs may run at the same time.
    expect(Math.min(...times)).toBeLessThan(500)
  })

  it('what may have been meant by an unknown one comes in a second', async () => {
    const times = {listed: Number.POSITIVE_INFINITY, named: Number.POSITIVE_INFINITY}
    for (let run = 0; run < 3; run++) {
      for (const [which, flags] of [
        ['listed', ['--packages-from', '-']],
        ['named', ['pkg-069999']],
      ] as const) {
        const started = performance.now()
        const {stdout} = await stage.rebuild(['project', ...flags], {input: 'pkg-069999\n'})
        times[which] = Math.min(times[which], performance.now() - started)
        expect(stdout.includes('did you mean')).toBe(which === 'named')
      }
    }

    expect(times.named - times.listed).toBeLessThan(1000)
  })
})
