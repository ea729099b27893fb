import {beforeEach, describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 1234, expansionTime: 0, packages: invented(1234)})

/** What is on a screen, whatever the breaks of its lines. */
const flowing = (screen: string) => screen.replaceAll(/\s+/g, ' ')

async function ask(args: readonly string[], options = {}) {
  const terminal = stage.terminal(args, options)
  await terminal.waitFor(/Continue\?/)
  return terminal
}

describe('the prompt of piw rebuild', () => {
  describe('the question before a rebuild of all packages', () => {
    it('names the part and the count', async () => {
      const terminal = await ask(['project'])
      expect(terminal.screen).toContain('? This will rebuild project pages for ALL 1,234 packages. Continue? (y/N)')
    })

    it('names the other part, too', async () => {
      const terminal = await ask(['index'])
      expect(terminal.screen).toContain('This will rebuild index and project pages for ALL 1,234 packages.')
    })

    it('names the pattern of --match', async () => {
      const terminal = await ask(['project', '--match', 'pkg-00000*'])
      expect(terminal.screen).toContain('This will rebuild project pages for 99 packages that match pkg-00000*.')
    })

    it.each([[['--single-request']], [['--dsn', 'postgres:///piwheels?host=/nowhere']]])(
      'says what one request means for the master (%s)',
      async (args) => {
        const terminal = await ask(['project', ...args])
        expect(flowing(terminal.screen)).toContain(
          'This will ask the master to rebuild project pages for ALL packages, in one request that cannot be stopped. ' +
            'For minutes it will answer nobody else, and take no build results. Continue? (y/N)',
        )
      },
    )

    it('breaks its lines between words in 40 columns', async () => {
      const terminal = await ask(['project', '--single-request'], {columns: 40})
      expect(terminal.screen).toContain(
        '? This will ask the master to rebuild\nproject pages for ALL packages, in one\nrequest that cannot be stopped. For\n',
      )
    })

    it('is plain ASCII where the locale has no more', async () => {
      const terminal = await ask(['project'], {env: {...stage.home.env, LANG: 'C'}})
      terminal.type('n\r')
      await terminal.exited
      // eslint-disable-next-line no-control-regex
      expect(terminal.raw).toMatch(/^[\u0000-\u007F]*$/)
    })
  })

  describe('the answer yes', () => {
    it('has all packages asked for', async () => {
      const terminal = await ask(['project'])
      terminal.type('y\r')
      const {code} = await terminal.exited
      expect(await stage.asked()).toHaveLength(1234)
      expect(terminal.screen).toContain('1,234 queued, 0 refused, 0 unanswered')
      expect(code).toBe(0)
    })
  })

  describe.each([
    ['no', 'n\r'],
    ['Enter alone, since no is the default', '\r'],
    ['Ctrl-C', '\u0003'],
    ['the end of input (Ctrl-D)', '\u0004'],
  ])('the answer %s', (_answer, keys) => {
    it('exits 2, says so, and sends nothing', async () => {
      const terminal = await ask(['project'])
      terminal.type(keys)
      const {code} = await terminal.exited
      expect(terminal.screen).toContain('Error: Not confirmed; nothing was sent.')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('leaves the cursor visible and shows no stack trace', async () => {
      const terminal = await ask(['project'])
      terminal.type(keys)
      await terminal.exited
      expect(terminal.isCursorVisible).toBe(true)
      expect(terminal.screen).not.toMatch(/^ +at /m)
    })
  })

  describe.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s while the question stands', (signal, expected) => {
    it(`exits ${expected} and sends nothing`, async () => {
      const terminal = await ask(['project'])
      terminal.kill(signal)
      const {code} = await terminal.exited
      expect(await stage.asked()).toEqual([])
      expect(terminal.isCursorVisible).toBe(true)
      expect(code).toBe(expected)
    })
  })

  describe('without a terminal', () => {
    it('an open pipe that stays silent is not waited for', async () => {
      const {child, result} = stage.start(['project'], {input: null})
      const {code, stderr} = await result
      child.stdin.destroy()
      expect(stderr).toContain('there is no terminal to prompt at')
      expect(stderr).toContain('--yes')
      expect(code).toBe(2)
    })

    it('a yes on standard input is not taken', async () => {
      const {code} = await stage.rebuild(['project'], {input: 'y\n'})
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })

    it('nothing is asked when only standard output is none', async () => {
      const terminal = stage.terminal(['project'], {pipedInto: 'cat'})
      await terminal.exited
      expect(terminal.screen).toContain('--yes')
      expect(await stage.asked()).toEqual([])
    })

    it('it is said before a master is looked for', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--import-queue', 'ipc:///nowhere/at/all'])
      expect(stderr).toContain('--yes')
      expect(code).toBe(2)
    })
  })

  describe('no question is asked', () => {
    beforeEach(() => stage.configure())

    it.each(['--yes', '-y'])('with %s', async (flag) => {
      const terminal = stage.terminal(['project', flag])
      const {code} = await terminal.exited
      expect(terminal.screen).not.toContain('Continue?')
      expect(code).toBe(0)
    })

    it('with yes = true in the configuration', async () => {
      stage.configure('yes = true')
      const {code} = await stage.rebuild(['project'])
      expect(await stage.asked()).toHaveLength(1234)
      expect(code).toBe(0)
    })

    it('with --dry-run', async () => {
      const {code} = await stage.rebuild(['project', '--dry-run'], {input: null})
      expect(code).toBe(0)
    })

    it('with --json, which asks for --yes instead', async () => {
      const terminal = stage.terminal(['project', '--json'])
      const {code} = await terminal.exited
      expect(terminal.screen).toContain('--yes')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })
})
