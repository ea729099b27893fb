import {readFileSync} from 'node:fs'
import {describe, expect, inject, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {InstalledPiw} from './installed.js'

const stage = setStage({packages: ['bar', 'foo', 'zope-interface']})

describe.each(inject('hosts'))('piw remove, in a host of $name', (host) => {
  const piw = new InstalledPiw(host, stage)

  /** Has the master answer the next request with this. */
  async function answering(...reply: readonly ['DONE', string] | readonly ['ERROR', string]) {
    const at = (await stage.master.count()) + 1
    await stage.master.set({nonsense: [{answers: [reply as never], at}]})
  }

  it('has a help', async () => {
    const {code, stdout} = await piw.run(['remove', '--help'])
    expect(stdout).toMatch(/^Remove a package, or a version of it, from the site\./)
    expect(stdout).toContain('$ piw remove PACKAGE [VERSION]')
    for (const flag of ['--builds', '--skip=REASON', '--yank', '-y, --yes', '-c, --configuration=FILE']) {
      expect(stdout).toContain(flag)
    }

    expect(code).toBe(0)
  })

  describe.each([
    [['foo'], ['REMPKG', ['foo', false, '']]],
    [
      ['foo', '--builds'],
      ['REMPKG', ['foo', true, '']],
    ],
    [
      ['foo', '--skip', 'not for Arm'],
      ['REMPKG', ['foo', false, 'not for Arm']],
    ],
    [['Zope.Interface'], ['REMPKG', ['zope-interface', false, '']]],
    [
      ['foo', '1.0'],
      ['REMVER', ['foo', '1.0', false, '', false]],
    ],
    [
      ['foo', '1.0', '--builds', '--skip', 'broken'],
      ['REMVER', ['foo', '1.0', true, 'broken', false]],
    ],
    [
      ['foo', '1.0', '--yank'],
      ['REMVER', ['foo', '1.0', false, '', true]],
    ],
    // An empty variable in a script must not remove the whole package.
    [
      ['foo', ''],
      ['REMVER', ['foo', '', false, '', false]],
    ],
  ])('%j', (args, request) => {
    it('is asked of the master so', async () => {
      await piw.run(['remove', ...args, '--yes'])
      expect(await stage.asked()).toEqual([request])
    })
  })

  describe.each([
    ['DELPKG', ['foo'], 'foo was removed, with all of its versions and builds.'],
    ['DELPKGBLD', ['foo', '--builds'], 'foo has no builds any longer; the package was kept.'],
    ['SKIPPKG', ['foo', '--skip', 'x'], 'foo will be skipped: no more builds of it.'],
    ['DELVER', ['foo', '1.0'], 'foo 1.0 was removed, with its builds.'],
    ['DELVERBLD', ['foo', '1.0', '--builds'], 'foo 1.0 has no builds any longer; the version was kept.'],
    ['SKIPVER', ['foo', '1.0', '--skip', 'x'], 'foo 1.0 will be skipped: no more builds of it.'],
    ['YANKVER', ['foo', '1.0', '--yank'], 'foo 1.0 was yanked: pip takes it only where nothing else will do.'],
  ])('the answer DONE %s', (what, args, sentence) => {
    it('is told in a sentence', async () => {
      await answering('DONE', what)
      expect(await piw.run(['remove', ...args, '--yes'])).toEqual({
        code: 0,
        signal: null,
        stderr: '',
        stdout: `${sentence}\n`,
      })
    })
  })

  describe.each([
    ['NOPKG', 'cannot be removed: the master knows no such package.'],
    ['NOVER', 'cannot be removed: the master knows the package, but no such version of it.'],
    ['SKIPPKG', 'is skipped already, for that very reason.'],
    ['SKIPVER', 'is skipped already, for that very reason.'],
    ['YANKVER', 'is yanked already.'],
    ['protocol violation', 'was not touched: the master does not understand the request.'],
    ['The moon is full.', 'was not touched; the master says: The moon is full.'],
    ['\u001B[2Jwiped', String.raw`was not touched; the master says: \x1b[2Jwiped`],
  ])('the answer ERROR %j', (reason, sentence) => {
    it('is told in a sentence, and ends with 1', async () => {
      await answering('ERROR', reason)
      const {code, stderr, stdout} = await piw.run(['remove', 'foo', '1.0', '--yes'])
      expect(stderr).toContain(`Error: foo 1.0 ${sentence}`)
      expect(stdout).toBe('')
      expect(code).toBe(1)
    })
  })

  describe('the master of the tests', () => {
    it('knows no such package', async () => {
      const {code, stderr} = await piw.run(['remove', 'nobody-knows-it', '--yes'])
      expect(stderr).toBe('Error: nobody-knows-it cannot be removed: the master knows no such package.\n')
      expect(code).toBe(1)
    })

    it('skips what it is told to, once', async () => {
      const args = ['remove', 'bar', '--skip', `for ${host.nodeMajor}`, '--yes']
      expect(await piw.run(args)).toMatchObject({code: 0, stdout: 'bar will be skipped: no more builds of it.\n'})
      expect(await piw.run(args)).toMatchObject({code: 1, stderr: expect.stringContaining('is skipped already')})
    })
  })

  describe('usage', () => {
    it.each([
      [['foo', '--yank'], 'piw remove foo VERSION --yank'],
      [['foo', '1.0', '--yank', '--builds'], '--builds'],
      [['foo', '--skip', ''], '--skip takes a reason'],
      [['../foo'], '"../foo" is not a package name'],
      [[], 'package'],
    ])('%j is an error, and nothing is sent', async (args, message) => {
      const {code, stderr} = await piw.run(['remove', ...args, '--yes'])
      expect(stderr).toContain(message)
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  describe('--json', () => {
    it('prints what was done', async () => {
      await answering('DONE', 'DELVER')
      const {stderr, stdout} = await piw.run(['remove', 'Foo', '1.0', '--yes', '--json'])
      expect(JSON.parse(stdout)).toEqual({
        done: 'DELVER',
        message: 'foo 1.0 was removed, with its builds.',
        package: 'foo',
        version: '1.0',
      })
      expect(stderr).toBe('')
    })

    it('prints what failed', async () => {
      const {code, stdout} = await piw.run(['remove', 'nobody-knows-it', '--yes', '--json'])
      expect(JSON.parse(stdout)).toMatchObject({error: {exit: 1, message: expect.stringContaining('no such package')}})
      expect(code).toBe(1)
    })
  })

  describe('the log', () => {
    it('takes what was done and what failed', async () => {
      const log = stage.home.at(`remove-${host.nodeMajor}.log`)
      await answering('DONE', 'DELPKG')
      await piw.run(['remove', 'foo', '--yes', '-l', log])
      await piw.run(['remove', 'nobody-knows-it', '--yes', '-l', log, '-q'])
      const [first, second] = readFileSync(log, 'utf8').split('\n')
      expect(first).toMatch(/^\S+ \S+ piw\.remove INFO: foo was removed, with all of its versions and builds\.$/)
      expect(second).toMatch(/^\S+ \S+ piw\.remove ERROR: nobody-knows-it cannot be removed/)
    })

    it('is all that is said with -q', async () => {
      await answering('DONE', 'DELPKG')
      expect(await piw.run(['remove', 'foo', '--yes', '-q'])).toMatchObject({code: 0, stderr: '', stdout: ''})
    })
  })

  describe('the question', () => {
    it.each([
      [['foo'], 'This will remove foo. Continue?'],
      [['foo', '1.0', '--skip', 'x', '--builds'], 'This will remove the builds of and skip foo 1.0. Continue?'],
      [['foo', '1.0', '--yank'], 'This will yank foo 1.0. Continue?'],
    ])('of %j says what it means', async (args, question) => {
      const terminal = piw.terminal(['remove', ...args])
      await terminal.waitFor(/Continue\?/)
      expect(terminal.screen).toContain(`${question} (y/N)`)
      expect(await stage.asked()).toEqual([])
    })

    it('is answered with yes', async () => {
      await answering('DONE', 'DELPKG')
      const terminal = piw.terminal(['remove', 'foo'])
      await terminal.waitFor(/Continue\?/)
      terminal.type('y\r')
      expect(await terminal.exited).toMatchObject({code: 0})
      expect(terminal.screen).toContain('foo was removed, with all of its versions and builds.')
    })

    it.each([
      ['Enter, since no is the default', '\r'],
      ['Ctrl-C', '\u0003'],
      ['the end of input', '\u0004'],
    ])('is answered with no by %s', async (_what, keys) => {
      const terminal = piw.terminal(['remove', 'foo'])
      await terminal.waitFor(/Continue\?/)
      terminal.type(keys)
      expect(await terminal.exited).toMatchObject({code: 2})
      expect(terminal.screen).toContain('Error: Not confirmed; nothing was sent.')
      expect(await stage.asked()).toEqual([])
    })

    it('is not asked where there is no terminal: the error names --yes', async () => {
      const {code, stderr} = await piw.run(['remove', 'foo'], {input: 'y\n'})
      expect(stderr).toBe(
        'Error: This needs confirmation, but there is no terminal to prompt at.\nAdd --yes to skip the confirmation.\n',
      )
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  describe.each([
    ['SIGINT', 'Ctrl-C', 130],
    ['SIGTERM', 'SIGTERM', 143],
  ] as const)('%s', (signal, name, code) => {
    it(`while it waits for the answer ends it with ${code}, and says what may be done still`, async () => {
      const before = await stage.master.count()
      await stage.master.set({nonsense: [{answers: [], at: before + 1}]})
      const {child, result} = piw.start(['remove', 'foo', '--yes'])
      await stage.master.untilReceived(before + 1)
      child.kill(signal)
      expect(await result).toEqual({
        code,
        signal: null,
        stderr:
          'Warning: The master may still carry out requests that it had not answered.\n' +
          `Error: Stopped by ${name}.\n`,
        stdout: '',
      })
    })

    it(`with --json ends it with ${code} and a document`, async () => {
      const before = await stage.master.count()
      await stage.master.set({nonsense: [{answers: [], at: before + 1}]})
      const {child, result} = piw.start(['remove', 'foo', '--yes', '--json'])
      await stage.master.untilReceived(before + 1)
      child.kill(signal)
      const {stdout, ...ended} = await result
      expect(JSON.parse(stdout)).toMatchObject({error: {exit: code, message: `Stopped by ${name}.`}})
      expect(ended).toMatchObject({code, signal: null})
    })

    it(`at the question ends it with ${code}`, async () => {
      const terminal = piw.terminal(['remove', 'foo'])
      await terminal.waitFor(/Continue\?/)
      terminal.kill(signal)
      expect(await terminal.exited).toMatchObject({code})
      expect(terminal.isCursorVisible).toBe(true)
      expect(await stage.asked()).toEqual([])
    })
  })
})
