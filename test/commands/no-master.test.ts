import {once} from 'node:events'
import {chmodSync} from 'node:fs'
import {createServer, type Server} from 'node:net'
import {afterAll, afterEach, describe, expect, it} from 'vitest'

import {startMaster} from '../../src/testing/index.js'
import {canBeAnotherUser} from '../support/another-user.js'
import {Home, piw} from '../support/piw.js'
import {Terminal} from '../support/terminal.js'

const home = new Home()
let server: Server | undefined

async function rebuildHome(address: string) {
  const started = performance.now()
  const result = await piw(['rebuild', 'home', '--import-queue', address], {env: home.env})
  return {...result, seconds: (performance.now() - started) / 1000}
}

/** Listens as something that is no master. */
async function listen(path: string, greeting: Uint8Array): Promise<void> {
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write(greeting)
  }).listen(path)
  await once(server, 'listening')
}

describe('piw rebuild without a master', () => {
  afterEach(() => server?.close())
  afterAll(() => home.remove())

  describe('no master', () => {
    it.each([
      ['a missing socket', async () => home.at('missing'), 'does not exist'],
      [
        'a socket left behind',
        async () => {
          const master = await startMaster({address: `ipc://${home.at('stale')}`, record: false})
          await master.kill()
          return home.at('stale')
        },
        'the socket is stale',
      ],
      ['a plain file', async () => home.write('plain', ''), 'it is not a socket'],
      ['a folder', async () => home.folder, 'it is not a socket'],
      ['a folder that is a file', async () => `${home.write('plain', '')}/socket`, 'does not exist'],
      [
        'somebody else',
        async () => {
          // A greeting of ZMTP 3 with a mechanism that no master has.
          await listen(
            home.at('other'),
            Buffer.from(`ff00000000000000017f0300${'58'.repeat(20)}${'00'.repeat(32)}`, 'hex'),
          )
          return home.at('other')
        },
        'is not an import queue',
      ],
    ])('behind the address is %s: said in a line, with a way out; exit 1', async (_what, prepare, found) => {
      const path = await prepare()
      const {code, seconds, stderr} = await rebuildHome(`ipc://${path}`)
      expect(stderr).toContain(found)
      expect(stderr).toContain(path)
      expect(stderr.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/^Error: /),
        expect.stringMatching(/--import-queue/),
      ])
      expect(code).toBe(1)
      expect(seconds).toBeLessThan(2)
    })

    it.each([
      ['tcp', 'tcp://localhost:5555', 'expected ipc:// and a path'],
      ['inproc', 'inproc://master', 'expected ipc:// and a path'],
      ['a bare path', '/tmp/piw-import', 'expected ipc:// and a path'],
      ['nothing', '', 'expected ipc:// and a path'],
      ['no path', 'ipc://', 'expected a path after ipc://'],
      ['a wildcard', 'ipc://*', 'expected a path after ipc://'],
      ['an abstract socket', 'ipc://@master', 'expected a socket in the file system'],
      ['a path that is too long', `ipc:///${'x'.repeat(107)}`, 'has 108 bytes, the limit is 107'],
    ])('can be behind an address that is malformed: %s; exit 2', async (_what, address, found) => {
      const {code, seconds, stderr} = await rebuildHome(address)
      expect(stderr).toContain(found)
      expect(stderr.trimEnd().split('\n')).toHaveLength(2)
      expect(code).toBe(2)
      expect(seconds).toBeLessThan(2)
    })

    it('is behind the default address here, which is named', async () => {
      const {code, stderr} = await piw(['rebuild', 'project', 'numpy'], {env: home.env})
      expect(stderr).toContain('/tmp/piw-import')
      expect(code).toBe(1)
    })

    it('shows what failed in a terminal, with the cursor visible', async () => {
      const terminal = new Terminal(['rebuild', 'home', '--import-queue', 'ipc:///nowhere/at/all'], {env: home.env})
      const {code} = await terminal.exited
      expect(terminal.screen.split('\n')).toEqual([
        '✖ Connecting to the master at ipc:///nowhere/at/all',
        'Error: No master at /nowhere/at/all: the socket does not exist.',
        expect.stringContaining('Start the master'),
        expect.any(String),
      ])
      expect(terminal.isCursorVisible).toBe(true)
      expect(code).toBe(1)
    })
  })

  /** A user that has no right to the socket, if this process can become one. */
  const NOBODY = canBeAnotherUser ? 65_534 : undefined

  describe.skipIf(NOBODY === undefined)('no permission', () => {
    it('is said in a line, with a way out; exit 1', async () => {
      const master = await startMaster({record: false})
      const socket = master.address.slice('ipc://'.length)
      chmodSync(socket, 0o600)
      chmodSync(socket.replace(/\/[^/]*$/, ''), 0o755)
      const {code, stderr} = await piw(['rebuild', 'home', '--import-queue', master.address], {
        env: {...home.env, HOME: '/nonexistent'},
        uid: NOBODY,
      })
      await master.stop()
      expect(stderr).toContain(`Error: Permission denied connecting to ${socket}.`)
      expect(code).toBe(1)
    })
  })
})
