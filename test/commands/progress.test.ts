import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import type {Terminal} from '../support/terminal.js'

import {invented, setStage} from './stage.js'

// Two thousand packages at a millisecond each: time enough to look at it.
const stage = setStage({database: 2000, expansionTime: 0.5, packages: invented(2000), serviceTime: 1})

/** Lines with a bar, as the user sees them. */
const bars = (terminal: Terminal) => terminal.screen.split('\n').filter((line) => /[░█]|\[#*\.*\]/.test(line))

describe('the progress of piw rebuild', () => {
  describe('progress in a terminal', () => {
    it('is one line with what is asked for, bar, done/total, rate and time left, in 80 columns', async () => {
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.waitFor(/left/)
      expect(bars(terminal)).toEqual([
        expect.stringMatching(/^\S project pages {2}█*░+ {2}[\d,]+\/2,000 {2}[\d,]+\/s {2}[\d.]+ s left$/),
      ])
      expect(bars(terminal)[0]!.length).toBeLessThanOrEqual(80)
    })

    it('is one line with bar, done/total, rate and time left in 40 columns', async () => {
      // Three digits' worth of requests a second: more would take the room of the time left.
      await stage.master.set({serviceTime: 3})
      const terminal = stage.terminal(['project', '--yes'], {columns: 40})
      await terminal.waitFor(/left/)
      expect(bars(terminal)).toEqual([
        expect.stringMatching(/^\S █*░+ {2}[\d,]+\/2,000 {2}[\d,]+\/s {2}[\d.]+ s left$/),
      ])
      expect(bars(terminal)[0]!.length).toBeLessThanOrEqual(40)
    })

    it('is plain ASCII where the locale has no more', async () => {
      const terminal = stage.terminal(['project', '--yes'], {env: {...stage.home.env, LANG: 'C'}})
      await terminal.waitFor(/left/)
      expect(bars(terminal)[0]).toMatch(/^\S project pages {2}\[#*\.+] {2}[\d,]+\/2,000/)
      await terminal.exited
      // eslint-disable-next-line no-control-regex
      expect(terminal.raw).toMatch(/^[\u0000-\u007F]*$/)
    })

    it('moves on', async () => {
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.waitFor(/[1-9]\d*\/2,000/)
      await terminal.waitFor(/1,\d{3}\/2,000/)
      expect((await terminal.exited).code).toBe(0)
    })

    it('leaves the cursor to the shell at Ctrl-Z, and goes on below', async () => {
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.waitFor(/[1-9]\d*\/2,000/)
      const state = () => readFileSync(`/proc/${terminal.pid}/stat`, 'utf8').split(' ')[2]
      terminal.kill('SIGTSTP')
      await expect.poll(state).toBe('T')
      await expect.poll(() => terminal.isCursorVisible).toBe(true)
      terminal.kill('SIGCONT')
      expect((await terminal.exited).code).toBe(0)
      expect(terminal.screen).toMatch(/2,000 queued, 0 refused, 0 unanswered/)
    })

    it('says how many are not queued', async () => {
      await stage.master.set({nonsense: [{answers: [['ERROR', 'no']], at: (await stage.master.count()) + 3}]})
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.waitFor(/2,000.*1 failed/)
    })

    it('is painted at most ten times a second', async () => {
      const started = performance.now()
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.exited
      const painted = terminal.raw.match(/\/2,000/g)?.length ?? 0
      expect(painted).toBeLessThanOrEqual((performance.now() - started) / 100 + 2)
      expect(painted).toBeGreaterThan(2)
    })

    it('ends with a line a phase and the summary', async () => {
      const terminal = stage.terminal(['project', '--yes'])
      const {code} = await terminal.exited
      expect(terminal.screen.split('\n')).toEqual([
        `✔ Connected to the master at ${stage.master.address}`,
        '✔ Counted all packages: 2,000',
        '✔ Requested project pages of 2,000 packages',
        expect.stringMatching(/^2,000 queued, 0 refused, 0 unanswered in [\d.]+ s\.$/),
      ])
      expect(terminal.isCursorVisible).toBe(true)
      expect(code).toBe(0)
    })

    it('follows the width of the terminal', async () => {
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.waitFor(/project pages {2}█/)
      terminal.resize(40, 24)
      await terminal.waitFor(/^\S █+░+ {2}/m)
      expect(bars(terminal).at(-1)!.length).toBeLessThanOrEqual(40)
    })

    it('is a spinner, and the time it takes, where one request stands for all', async () => {
      // 2,000 packages at 1.5 ms each.
      await stage.master.set({expansionTime: 1.5})
      const terminal = stage.terminal(['project', '--yes', '--single-request'])
      await terminal.waitFor(/Requesting project pages \([23]\.\d s\)/)
      expect(bars(terminal)).toEqual([])
      expect((await terminal.exited).code).toBe(0)
    })

    it('gives way to plain lines with -v, since other lines come in between', async () => {
      const terminal = stage.terminal(['project', '-v', 'Pkg_0000001'])
      await terminal.exited
      expect(terminal.screen).toContain('Requesting project pages…')
      expect(terminal.screen).toContain('"Pkg_0000001" is requested as pkg-0000001')
      expect(terminal.raw).not.toContain('\u001B[')
    })

    it('is not shown with -q, nor anything else on success', async () => {
      const terminal = stage.terminal(['project', '-q', 'pkg-0000001'])
      const {code} = await terminal.exited
      expect(terminal.raw).toBe('')
      expect(code).toBe(0)
    })

    it('says that the master is silent but connected', async () => {
      const terminal = stage.terminal(['project', '--yes'])
      await terminal.waitFor(/[1-9]\d*\/2,000/)
      await stage.master.set({silent: true})
      await terminal.waitFor(/No answer for \d s; the master is connected and busy/)
      await stage.master.set({serviceTime: 0, silent: false})
      expect((await terminal.exited).code).toBe(0)
    })
  })

  describe('progress without a terminal', () => {
    it('is a line a phase', async () => {
      const {stderr, stdout} = await stage.rebuild(['project', '--yes'])
      expect(stdout.split('\n')).toEqual([
        `Connecting to the master at ${stage.master.address}…`,
        `Connected to the master at ${stage.master.address}`,
        'Counting all packages…',
        'Counted all packages: 2,000',
        'Requesting project pages…',
        'Requested project pages of 2,000 packages',
        expect.stringMatching(/^2,000 queued, 0 refused, 0 unanswered in [\d.]+ s\.$/),
        '',
      ])
      expect(stderr).toBe('')
    })

    it('is plain ASCII where the locale has no more', async () => {
      const {stdout} = await stage.rebuild(['project', 'pkg-0000001'], {env: {...stage.home.env, LANG: 'C'}})
      // eslint-disable-next-line no-control-regex
      expect(stdout).toMatch(/^[\u0000-\u007F]*$/)
    })

    it('is not shown with -q, nor anything else on success', async () => {
      const {code, stderr, stdout} = await stage.rebuild(['project', '-q', 'pkg-0000001'])
      expect(stdout + stderr).toBe('')
      expect(code).toBe(0)
    })

    it('leaves the failures to be shown with -q, on standard error', async () => {
      const {code, stderr, stdout} = await stage.rebuild(['project', '-q', 'pkg-0000001', 'unheard-of'])
      expect(stdout).toBe('')
      expect(stderr).toContain('1 queued, 1 refused, 0 unanswered')
      expect(stderr).toContain('unheard-of: unknown package unheard-of')
      expect(code).toBe(1)
    })

    it('leaves an error to be shown with -q', async () => {
      const {code, stderr} = await stage.rebuild(['home', '-q', '--import-queue', 'ipc:///nowhere/at/all'])
      expect(stderr).toContain('Error: No master at ')
      expect(code).toBe(1)
    })
  })
})
