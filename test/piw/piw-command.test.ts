import {describe, expect, it} from 'vitest'

import {DIST, runProgram} from '../support/program.js'

/** oclif, as files that can be imported from anywhere. */
const OCLIF = new URL('.', import.meta.resolve('@oclif/core')).href

/** Runs a command whose work is this, in a Node.js of its own. */
async function run(work: string) {
  return runProgram(`import {Config} from '${OCLIF}config/index.js'
    import {handle} from '${OCLIF}errors/handle.js'
    import {setTimeout as sleep} from 'node:timers/promises'
    import {PiwCommand} from '${DIST}index.js'
    class Work extends PiwCommand {
      async run() {
        await this.parse(Work)
        ${work}
      }
    }
    const config = await Config.load(new URL('..', '${DIST}').pathname)
    try {
      await Work.run([], config)
    } catch (error) {
      await handle(error)
    }`)
}

describe('a command that is stopped', () => {
  it.each([
    ['by what heeds its signal', 'await sleep(60_000, undefined, {signal: this.stopSignal})'],
    ['by what it wraps', 'await this.orStopped(sleep(60_000))'],
  ])('%s ends with the code of the signal', async (_how, work) => {
    const {code, stderr} = await run(`setImmediate(() => process.kill(process.pid, 'SIGTERM')); ${work}`)
    expect(stderr).toBe('Error: Stopped by SIGTERM.\n')
    expect(code).toBe(143)
  })

  it('not so where it fails for another reason', async () => {
    const {code, stderr} = await run("throw new DOMException('elsewhere', 'AbortError')")
    expect(stderr).toBe('Error: elsewhere\n')
    expect(code).toBe(1)
  })
})
