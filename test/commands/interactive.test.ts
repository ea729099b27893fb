import {describe, expect, it} from 'vitest'

import type {Terminal, TerminalOptions} from '../support/terminal.js'

import {setStage} from './stage.js'

const PACKAGES = ['django', 'django-cms', 'numpy', 'pillow', 'zope-interface']
const DOWN = '\u001B[B'
const ENTER = '\r'

const stage = setStage({database: PACKAGES, expansionTime: 0, packages: PACKAGES})

async function start(args: readonly string[] = [], options: Partial<TerminalOptions> = {}): Promise<Terminal> {
  const terminal = stage.terminal(args, options)
  await terminal.waitFor(/What do you want to rebuild\?[^]*index/)
  return terminal
}

/** Goes down to a choice and takes it. */
function take(terminal: Terminal, down: number): void {
  terminal.type(DOWN.repeat(down) + ENTER)
}

async function find(terminal: Terminal, typed: string, name: string, question = 'Which package'): Promise<void> {
  await terminal.waitFor(new RegExp(String.raw`\? ${question}\? *\n`))
  terminal.type(typed)
  await terminal.waitFor(new RegExp(String.raw`\? ${question}\? ${typed}\n[❯>] ${name}\n`))
  terminal.type(ENTER)
}

async function confirm(terminal: Terminal, question: RegExp): Promise<void> {
  await terminal.waitFor(question)
  terminal.type('y\r')
}

describe('piw rebuild alone', () => {
  it('asks for the part, with what each does', async () => {
    const terminal = await start()
    expect(terminal.screen).toMatch(/home +the home page\n +search +the search index\n +project +project pages\n/)
    expect(terminal.screen).toContain('Rebuild the home page of the site.')
    terminal.type(DOWN + DOWN)
    await terminal.waitFor(/Rebuild the project pages of packages, or of all packages\./)
  })

  it.each([
    ['home', 0, 'the home page', ['HOME']],
    ['search', 1, 'the search index', ['SEARCH']],
  ])('rebuilds %s, once that is confirmed', async (part, down, page, request) => {
    const terminal = await start()
    take(terminal, down)
    await confirm(terminal, new RegExp(`This will rebuild ${page}. Continue\\?`))
    const {code} = await terminal.exited
    expect(terminal.screen).toContain(`The same without prompts:\n  piw rebuild ${part}\n`)
    expect(await stage.asked()).toEqual([['REBUILD', request]])
    expect(code).toBe(0)
  })

  it('rebuilds several packages, found by parts of their names', async () => {
    const terminal = await start()
    take(terminal, 3)
    await terminal.waitFor(/For which packages\?/)
    take(terminal, 0)
    await find(terminal, 'jang', 'django')
    await find(terminal, 'Zope.I', 'zope-interface', 'Another one')
    await terminal.waitFor(/Another one\? *\n❯ No, that's all/)
    terminal.type(ENTER)
    await confirm(terminal, /2\s+packages:\s+django,\s+zope-interface\.\s+Continue\?/)
    const {code} = await terminal.exited
    expect(terminal.screen).toContain('  piw rebuild index django zope-interface\n')
    expect(terminal.screen).toContain('2 queued, 0 refused, 0 unanswered')
    expect(await stage.asked()).toEqual([
      ['REBUILD', ['BOTH', 'django']],
      ['REBUILD', ['BOTH', 'zope-interface']],
    ])
    expect(code).toBe(0)
  })

  it('does not offer again what is chosen', async () => {
    const terminal = await start()
    take(terminal, 2)
    await terminal.waitFor(/For which packages\?/)
    take(terminal, 0)
    await find(terminal, 'django', 'django')
    await find(terminal, 'django', 'django-cms', 'Another one')
    await terminal.waitFor(/Another one\? django-cms/)
  })

  it('says so where no name has what is typed', async () => {
    const terminal = await start()
    take(terminal, 2)
    await terminal.waitFor(/For which packages\?/)
    take(terminal, 0)
    await terminal.waitFor(/Which package\? *\n/)
    terminal.type('nosuch')
    await terminal.waitFor(/No results found/)
  })

  it('rebuilds all packages', async () => {
    const terminal = await start()
    take(terminal, 2)
    await terminal.waitFor(/For which packages\?/)
    take(terminal, 1)
    await confirm(terminal, /This will rebuild project pages for ALL 5 packages\. Continue\?/)
    const {code} = await terminal.exited
    expect(terminal.screen).toContain('  piw rebuild project --yes\n')
    expect(await stage.asked()).toEqual(PACKAGES.map((name) => ['REBUILD', ['PROJECT', name]]))
    expect(code).toBe(0)
  })

  it('keeps the flags that it was given', async () => {
    const file = stage.home.write("it's mine.conf", `import-queue = ${stage.master.address}\n`)
    stage.home.configure('import-queue = ipc:///nowhere/at/all')
    const terminal = await start(['-c', file, '--timeout=9'])
    take(terminal, 0)
    await confirm(terminal, /Continue\?/)
    const {code} = await terminal.exited
    const shown = terminal.screen.replaceAll('\n', '')
    expect(shown).toContain(`piw rebuild home -c '${file.replace("'", String.raw`'\''`)}' --timeout=9`)
    expect(code).toBe(0)
  })

  it('ends as the command underneath does, with its error shown once', async () => {
    stage.home.configure('import-queue = ipc:///nowhere/at/all')
    const terminal = await start()
    take(terminal, 0)
    await confirm(terminal, /Continue\?/)
    const {code} = await terminal.exited
    expect(terminal.screen.match(/No master at /g)).toHaveLength(1)
    expect(code).toBe(1)
  })

  describe('where the database cannot be read', () => {
    it('says why, and has the names typed', async () => {
      stage.home.configure(`import-queue = ${stage.master.address}`, 'dsn = postgres:///piwheels?host=/nowhere')
      const terminal = await start()
      take(terminal, 2)
      await terminal.waitFor(/For which packages\?/)
      expect(terminal.screen.replaceAll('\n', '')).toMatch(/Warning: PostgreSQL .*names cannot be looked up\./)
      take(terminal, 0)
      await terminal.waitFor(/Package names, separated by spaces:/)
      terminal.type(`../x${ENTER}`)
      await terminal.waitFor(/"..\/x" is not a package name/)
      terminal.type(`\u0015NumPy pillow${ENTER}`)
      await confirm(terminal, /for 2 packages: numpy, pillow\.\s+Continue\?/)
      const {code} = await terminal.exited
      expect(await stage.asked()).toHaveLength(2)
      expect(code).toBe(0)
    })

    it('says what a rebuild of all packages means then', async () => {
      stage.home.configure(`import-queue = ${stage.master.address}`, 'dsn = postgres:///piwheels?host=/nowhere')
      const terminal = await start()
      take(terminal, 2)
      await terminal.waitFor(/For which packages\?/)
      take(terminal, 1)
      await confirm(terminal, /in one\s+request that cannot be stopped/)
      await terminal.exited
      expect(await stage.asked()).toEqual([['REBUILD', ['PROJECT', null]]])
    })
  })

  describe.each([
    ['Ctrl-C', '\u0003'],
    ['the end of input (Ctrl-D)', '\u0004'],
  ])('%s', (_what, key) => {
    const steps: [string, (terminal: Terminal) => Promise<void>][] = [
      ['which part', async () => {}],
      [
        'whether all packages',
        async (terminal) => {
          take(terminal, 2)
          await terminal.waitFor(/For which packages\?/)
        },
      ],
      [
        'which package',
        async (terminal) => {
          take(terminal, 2)
          await terminal.waitFor(/For which packages\?/)
          take(terminal, 0)
          await terminal.waitFor(/Which package\?/)
        },
      ],
      [
        'whether really',
        async (terminal) => {
          take(terminal, 0)
          await terminal.waitFor(/Continue\?/)
        },
      ],
    ]

    it.each(steps)('at the question %s exits 2, sends nothing and leaves the terminal clean', async (_step, go) => {
      const terminal = await start()
      await go(terminal)
      terminal.type(key)
      const {code} = await terminal.exited
      expect(terminal.screen).toContain('Error: Not confirmed; nothing was sent.')
      expect(terminal.screen).not.toMatch(/^ +at /m)
      expect(terminal.isCursorVisible).toBe(true)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  it('answered with no exits 2 and sends nothing', async () => {
    const terminal = await start()
    take(terminal, 0)
    await terminal.waitFor(/Continue\?/)
    terminal.type(ENTER)
    const {code} = await terminal.exited
    expect(await stage.asked()).toEqual([])
    expect(code).toBe(2)
  })

  it('ended by SIGTERM at a question exits 143', async () => {
    const terminal = await start()
    terminal.kill('SIGTERM')
    const {code} = await terminal.exited
    expect(terminal.isCursorVisible).toBe(true)
    expect(code).toBe(143)
  })

  it('draws with plain ASCII where the locale has no more', async () => {
    const terminal = await start([], {env: {...stage.home.env, LANG: 'C'}})
    take(terminal, 2)
    await terminal.waitFor(/For which packages\?/)
    take(terminal, 0)
    await find(terminal, 'num', 'numpy')
    await terminal.waitFor(/Another one\?/)
    terminal.type(ENTER)
    await confirm(terminal, /Continue\?/)
    await terminal.exited
    // eslint-disable-next-line no-control-regex
    expect(terminal.raw).toMatch(/^[\u0000-\u007F]*$/)
  })

  describe.each([
    ['without a terminal', async () => stage.rebuild([], {input: 'home\n'})],
    ['with --yes', async () => inTerminal(['--yes'])],
    [
      'with yes = true in the configuration',
      async () => {
        stage.configure('yes = true')
        return inTerminal([])
      },
    ],
  ])('%s', (_how, run) => {
    it('shows the help, exits 2 and sends nothing', async () => {
      const {code, stdout} = await run()
      expect(stdout).toContain('USAGE\n')
      expect(stdout).toMatch(/rebuild home +Rebuild the home page/)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  it('asks nothing with --json, and says so in JSON', async () => {
    const {code, stdout} = await stage.rebuild(['--json'])
    expect(JSON.parse(stdout)).toMatchObject({error: {exit: 2, message: '--json never prompts.'}})
    expect(code).toBe(2)
  })

  it.each([
    ['a part that there is not', ['nonsense'], 'rebuild has no part "nonsense".'],
    ['a flag that it has not', ['--match', 'a*'], '--match'],
  ])('refuses %s, and names the way', async (_what, args, problem) => {
    const {code, stderr} = await stage.rebuild(args)
    expect(stderr).toContain(problem)
    expect(code).toBe(2)
  })
})

async function inTerminal(args: readonly string[]): Promise<{code: number; stdout: string}> {
  const terminal = stage.terminal(args, {rows: 60})
  const {code} = await terminal.exited
  return {code, stdout: terminal.screen}
}
