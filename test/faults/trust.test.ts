import {execFileSync} from 'node:child_process'
import {chmodSync, chownSync, lchownSync, mkdirSync, renameSync, symlinkSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import {canBeAnotherUser} from '../support/another-user.js'
import {invented, setScene} from './scene.js'

const scene = setScene()

const NOBODY = Number(execFileSync('id', ['-u', 'nobody'], {encoding: 'utf8'}))
const OWNED = /^Error: The socket \S+ belongs to nobody, not to root, piwheels or you: it may not be the master's\.$/m

describe('whom a rebuild trusts', () => {
  describe('addresses', () => {
    it.each(['tcp://127.0.0.1:5555', 'inproc://x', 'pgm://x', '/tmp/piw-import', 'ipc://@abstract', 'ipc://*', ''])(
      'that are no socket in the file system are refused: %j',
      async (address) => {
        const {code, stderr} = await scene.start(['home', '--import-queue', address]).result
        expect(stderr).toMatch(/^Error: Invalid import-queue address /m)
        expect(code).toBe(2)
      },
    )
  })

  // Only root can make a socket that is another's.
  describe.runIf(canBeAnotherUser)("a socket in the master's place", () => {
    beforeEach(() => {
      // A folder where anyone may put something, as /tmp.
      mkdirSync(scene.home.at('tmp'))
      chmodSync(scene.home.folder, 0o755)
      chmodSync(scene.home.at('tmp'), 0o1777)
    })

    const socket = () => scene.home.at('tmp/master')
    const address = () => `ipc://${socket()}`
    const rebuild = (...args: string[]) => scene.start(['project', 'pkg-0000001', '--import-queue', address(), ...args])

    /** A master whose socket is somebody else's. */
    async function givenForeign() {
      const master = await scene.master({address: address()})
      chownSync(socket(), NOBODY, NOBODY)
      return master
    }

    it('that is somebody else’s is refused: it is said whose it is, and nothing is sent', async () => {
      const master = await givenForeign()
      const {code, stderr} = await rebuild().result
      expect(stderr).toMatch(OWNED)
      expect(stderr).toContain('--trust-user nobody')
      expect(await master.count()).toBe(0)
      expect(code).toBe(1)
    })

    it.each([['nobody'], [String(NOBODY)]])('is taken with --trust-user %s', async (user) => {
      await givenForeign()
      const {code, stdout} = await rebuild('--trust-user', user).result
      expect(stdout).toContain('1 queued')
      expect(code).toBe(0)
    })

    it('is refused with --trust-user for somebody else', async () => {
      const master = await givenForeign()
      const {code, stderr} = await rebuild('--trust-user', 'daemon').result
      expect(stderr).toMatch(OWNED)
      expect(await master.count()).toBe(0)
      expect(code).toBe(1)
    })

    it('is refused behind a symbolic link that is somebody else’s', async () => {
      const master = await scene.master()
      symlinkSync(scene.socket, socket())
      lchownSync(socket(), NOBODY, NOBODY)
      const {code, stderr} = await rebuild().result
      expect(stderr).toMatch(OWNED)
      expect(await master.count()).toBe(0)
      expect(code).toBe(1)
    })

    it('is refused as well when it is put there in mid-stream, while the master is away', async () => {
      const first = await scene.master({address: address(), dieAfter: 10})
      const foreign = await scene.master({address: `${address()}-new`})
      chownSync(`${socket()}-new`, NOBODY, NOBODY)
      const run = scene.start(['project', '--import-queue', address(), '--packages-from', '-'], {
        input: invented(100).join('\n'),
      })
      await first.exited
      renameSync(`${socket()}-new`, socket())
      const {code, stderr, stdout} = await run.result
      expect(stderr).toMatch(OWNED)
      expect(stdout).toMatch(/^0 queued, 0 refused, [1-9]\d* unanswered/m)
      expect(await foreign.count()).toBe(0)
      expect(code).toBe(1)
    })

    it('that is root’s is taken by everybody who may write to it', async () => {
      await scene.master({address: address()})
      chmodSync(socket(), 0o777)
      const {code, stdout} = await scene.start(['project', 'pkg-0000001', '--import-queue', address()], {
        env: {...scene.home.env, HOME: '/nonexistent'},
        uid: NOBODY,
      }).result
      expect(stdout).toContain('1 queued')
      expect(code).toBe(0)
    })
  })
})
