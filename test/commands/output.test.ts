import {once} from 'node:events'
import {beforeAll, describe, expect, it} from 'vitest'

import {startMaster} from '../../src/testing/index.js'
import {invented, setStage} from './stage.js'

const stage = setStage({packages: invented(100)})
let list: string
let long: string

describe('the output of piw rebuild', () => {
  beforeAll(() => {
    list = stage.home.write('list', invented(100).join('\n'))
    // More than a pipe holds.
    long = stage.home.write('long', invented(100_000).join('\n'))
  })

  describe('an error', () => {
    const args = ['home', '--import-queue', 'ipc:///nowhere/at/all']

    it('is shown without a stack trace', async () => {
      const {stderr} = await stage.rebuild(args)
      expect(stderr).not.toMatch(/^ +at /m)
    })

    it('is shown with a stack trace when DEBUG asks for it', async () => {
      const {code, stderr} = await stage.rebuild(args, {env: {...stage.home.env, DEBUG: '*'}})
      expect(stderr).toMatch(/NoMasterError: No master at .*\n +at /)
      expect(code).toBe(1)
    })
  })

  describe('standard output that is closed early', () => {
    it('does not hang or crash a dry run', async () => {
      const {child, result} = stage.start(['project', '--dry-run', '-v', '--packages-from', long])
      await once(child.stdout, 'data')
      child.stdout.destroy()
      const {code, stderr} = await result
      expect(stderr).not.toMatch(/EPIPE|^ +at /m)
      expect(code).toBe(0)
    })

    it('does not hang or crash a dry run in JSON', async () => {
      const {child, result} = stage.start(['project', '--dry-run', '--json', '--packages-from', long])
      await once(child.stdout, 'data')
      child.stdout.destroy()
      const {code, stderr} = await result
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })

    it('does not keep a run from its end', async () => {
      const {child, result} = stage.start(['project', '--packages-from', list])
      await once(child.stdout, 'data')
      child.stdout.destroy()
      const {code, stderr} = await result
      expect(await stage.asked()).toHaveLength(100)
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })

    it('goes with | head -1 in a terminal', async () => {
      const terminal = stage.terminal(['project', '--dry-run', '-v', '--packages-from', long], {pipedInto: 'head -1'})
      await terminal.exited
      expect(terminal.screen.split('\n')[0]).toBe('pkg-0000001')
      expect(terminal.screen).not.toMatch(/EPIPE|^ +at /m)
    })
  })

  describe('standard error that is closed early', () => {
    it('does not keep a run from its end', async () => {
      const names = invented(100).map((name) => name.toUpperCase())
      const {child, result} = stage.start(['project', '-v', ...names, 'nope'])
      child.stderr.destroy()
      const {code} = await result
      expect(await stage.asked()).toHaveLength(101)
      expect(code).toBe(1)
    })
  })

  describe('a master that goes away for good', () => {
    it('is an error that says what to do; what it may not have written is unanswered', async () => {
      const master = await startMaster({dieAfter: 10, packages: invented(100)})
      const {code, stderr, stdout} = await stage.rebuild([
        'project',
        '--packages-from',
        list,
        '--import-queue',
        master.address,
        '--timeout',
        '1',
      ])
      await master.stop()
      expect(stderr).toContain('Warning: The master is gone; waiting for it to return.\n')
      expect(stderr).toContain('Error: The master is gone and did not return within 1 s.\nCheck the master')
      expect(stdout).toMatch(/^0 queued, 0 refused, 74 unanswered, 26 not requested/m)
      expect(code).toBe(1)
    })
  })
})
