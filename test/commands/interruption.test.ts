import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 5000, packages: invented(5000), serviceTime: 1})

/** All packages, stopped while they are asked for. */
async function inMidStream() {
  const before = await stage.master.count()
  const terminal = stage.terminal(['project', '--yes'])
  await stage.master.untilReceived(before + 100)
  return terminal
}

const stopped = (by: string) => new RegExp(`^Stopped by ${by}\\. (\\d+) queued, 0 refused, 0 unanswered in`, 'm')

describe('piw rebuild when it is interrupted', () => {
  describe.each([
    ['Ctrl-C', 130, '\u0003'],
    ['SIGTERM', 143, undefined],
  ] as const)('the first %s in mid-stream', (name, expected, keys) => {
    it(`settles what is in flight, sums up, and exits ${expected}`, async () => {
      const terminal = await inMidStream()
      if (keys) terminal.type(keys)
      else terminal.kill('SIGTERM')
      const {code} = await terminal.exited
      const [, queued] = stopped(name).exec(terminal.screen) ?? []
      expect(Number(queued)).toBe((await stage.asked()).length)
      expect(code).toBe(expected)
    })

    it('leaves the cursor visible and shows no stack trace', async () => {
      const terminal = await inMidStream()
      if (keys) terminal.type(keys)
      else terminal.kill('SIGTERM')
      await terminal.exited
      expect(terminal.isCursorVisible).toBe(true)
      expect(terminal.screen).not.toMatch(/^ +at /m)
    })
  })

  describe('the second Ctrl-C', () => {
    it('ends at once, whatever is in flight', async () => {
      const terminal = await inMidStream()
      await stage.master.kill('SIGSTOP')
      terminal.type('\u0003')
      await terminal.waitFor(/Stopping; waiting for outstanding replies/)
      const pressed = performance.now()
      terminal.type('\u0003')
      const {code} = await terminal.exited
      const seconds = (performance.now() - pressed) / 1000
      await stage.master.kill('SIGCONT')
      expect(seconds).toBeLessThan(1.5)
      expect(code).toBe(130)
    })

    it('leaves the cursor visible', async () => {
      const terminal = await inMidStream()
      await stage.master.kill('SIGSTOP')
      terminal.type('\u0003')
      await terminal.waitFor(/Stopping/)
      terminal.type('\u0003')
      await terminal.exited
      await stage.master.kill('SIGCONT')
      expect(terminal.isCursorVisible).toBe(true)
    })
  })

  describe('a run that is stopped while the master says nothing', () => {
    it('counts what was in flight as unanswered, and lists it', async () => {
      const terminal = await inMidStream()
      await stage.master.kill('SIGSTOP')
      terminal.type('\u0003')
      const {code} = await terminal.exited
      await stage.master.kill('SIGCONT')
      const [, unanswered] = /, 0 refused, ([1-9]\d*) unanswered/.exec(terminal.screen) ?? []
      const [, list = ''] = /--packages-from (\S+?\.txt)/.exec(terminal.screen.replaceAll('\n', '')) ?? []
      expect(readFileSync(list, 'utf8').match(/^pkg-\d{7} # no answer$/gm)).toHaveLength(Number(unanswered))
      expect(code).toBe(130)
    })
  })

  describe.each([
    ['SIGINT', 'Ctrl-C', 130],
    ['SIGTERM', 'SIGTERM', 143],
  ] as const)('%s without a terminal', (signal, name, expected) => {
    it(`sums up and exits ${expected}`, async () => {
      const before = await stage.master.count()
      const {child, result} = stage.start(['project', '--yes'])
      await stage.master.untilReceived(before + 100)
      child.kill(signal)
      const {code, stdout} = await result
      expect(stdout).toMatch(stopped(name))
      expect(code).toBe(expected)
    })
  })
})
