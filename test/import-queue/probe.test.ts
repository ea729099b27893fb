import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmod, chown, mkdir, writeFile} from 'node:fs/promises'
import {createServer as createHttpServer} from 'node:http'
import {connect, createServer} from 'node:net'
import path from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'
import {Pair, Publisher, Pull} from 'zeromq'

import {NoAnswerError, NoMasterError} from '../../src/import-queue/connection-errors.js'
import {ImportQueue} from '../../src/import-queue/import-queue.js'
import {canBeAnotherUser} from '../support/another-user.js'
import {connectTo, givenMaster, temporaryFolder} from '../support/master-at.js'
import {DIST, runProgram} from '../support/program.js'

/** The worst that a user should ever wait for to be told that nobody is there. */
const AT_ONCE = 2000

const NOBODY = 65_534

/** The greeting of ZeroMQ as far as the version, with a mechanism that no master has. */
const OTHER_GREETING = Buffer.concat([Buffer.from('ff00000000000000017f0300', 'hex'), Buffer.alloc(52, 'x')])

async function openAt(file: string): Promise<unknown> {
  return connectTo({address: `ipc://${file}`}).catch((error: unknown) => error)
}

/** Something that listens and is no master; answers whoever connects as told. */
async function givenListener(greet: 'hang up' | 'otherwise' | 'silence'): Promise<string> {
  const file = path.join(await temporaryFolder(), 'socket')
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onTestFinished(() => {
      socket.destroy()
    })
    socket.on('data', () => {
      if (greet === 'otherwise') socket.write(OTHER_GREETING)
      if (greet === 'hang up') socket.destroy()
    })
  })
  server.listen(file)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return file
}

describe('opening the import queue', () => {
  describe('connecting where no master is', () => {
    it(
      'tells a missing socket',
      async () => {
        const file = path.join(await temporaryFolder(), 'missing')
        const error = await openAt(file)
        expect(error).toBeInstanceOf(NoMasterError)
        expect(error).toMatchObject({message: `No master at ${file}: the socket does not exist.`, reason: 'missing'})
      },
      AT_ONCE,
    )

    it(
      'tells a missing folder',
      async () => {
        expect(await openAt(path.join(await temporaryFolder(), 'missing', 'socket'))).toMatchObject({reason: 'missing'})
      },
      AT_ONCE,
    )

    it(
      'tells a file where there should be a folder',
      async () => {
        const file = path.join(await temporaryFolder(), 'file')
        await writeFile(file, '')
        expect(await openAt(path.join(file, 'socket'))).toMatchObject({reason: 'missing'})
      },
      AT_ONCE,
    )

    it('tells a stale socket, left by a master that was killed', async () => {
      const master = await givenMaster()
      await master.kill()
      const started = performance.now()
      const error = await openAt(master.address.slice('ipc://'.length))
      expect(error).toBeInstanceOf(NoMasterError)
      expect(error).toMatchObject({message: expect.stringContaining('the socket is stale'), reason: 'stale'})
      expect(performance.now() - started).toBeLessThan(AT_ONCE)
    })

    it.runIf(process.getuid?.() === 0)('tells one as stale, whoever made it', async () => {
      const master = await givenMaster()
      await master.kill()
      const file = master.address.slice('ipc://'.length)
      await chown(file, NOBODY, NOBODY)
      expect(await openAt(file)).toMatchObject({reason: 'stale'})
    })

    it(
      'tells a plain file',
      async () => {
        const file = path.join(await temporaryFolder(), 'file')
        await writeFile(file, '')
        const error = await openAt(file)
        expect(error).toBeInstanceOf(NoMasterError)
        expect(error).toMatchObject({reason: 'not a socket'})
      },
      AT_ONCE,
    )

    it(
      'tells a folder',
      async () => {
        const folder = path.join(await temporaryFolder(), 'folder')
        await mkdir(folder)
        expect(await openAt(folder)).toMatchObject({reason: 'not a socket'})
      },
      AT_ONCE,
    )

    it('tells a lack of permission, to a user who may not write to the socket', async ({skip}) => {
      skip(!canBeAnotherUser, 'needs root, to become another user, and a Node.js that he may run')
      const {address} = await givenMaster()
      const file = address.slice('ipc://'.length)
      await chmod(path.dirname(file), 0o755)
      await chmod(file, 0o700)
      const {code, stderr, stdout} = await runProgram(
        `import {ImportQueue} from '${DIST}import-queue/import-queue.js'
       const started = performance.now()
       await ImportQueue.open({address: '${address}'}).catch(({message, name, reason}) => {
         console.log(JSON.stringify({message, name, reason, took: performance.now() - started}))
       })`,
        {uid: NOBODY},
      )
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      expect(JSON.parse(stdout)).toEqual({
        message: `Permission denied connecting to ${file}.`,
        name: 'NoMasterError',
        reason: 'no permission',
        took: expect.closeTo(0, -3.3),
      })
    })

    it(
      'tells something that listens but does not speak as a master does',
      async () => {
        const error = await openAt(await givenListener('otherwise'))
        expect(error).toBeInstanceOf(NoMasterError)
        expect(error).toMatchObject({reason: 'not a master'})
      },
      AT_ONCE,
    )

    it(
      'tells somebody who hangs up before the connection stands, and still listens',
      async () => {
        expect(await openAt(await givenListener('hang up'))).toMatchObject({reason: 'not a master'})
      },
      AT_ONCE,
    )

    it.each([
      ['PAIR', () => new Pair()],
      ['PUB', () => new Publisher()],
      ['PULL', () => new Pull()],
    ])(
      'tells a socket of the type %s, such as another queue of the master',
      async (_type, make) => {
        const socket = make()
        onTestFinished(() => socket.close())
        const file = path.join(await temporaryFolder(), 'socket')
        await socket.bind(`ipc://${file}`)
        expect(await openAt(file)).toMatchObject({
          message: `No master at ${file}: the process listening there is not an import queue.`,
          reason: 'not a master',
        })
      },
      AT_ONCE,
    )

    it(
      'tells an HTTP server',
      async () => {
        const file = path.join(await temporaryFolder(), 'socket')
        const server = createHttpServer().listen(file)
        onTestFinished(() => {
          server.close()
        })
        await once(server, 'listening')
        expect(await openAt(file)).toMatchObject({reason: 'not a master'})
      },
      AT_ONCE,
    )

    it('tells one who listens and has no room for more connections', async () => {
      const file = path.join(await temporaryFolder(), 'socket')
      // Listens, and takes no connection.
      const text = `import {createServer} from 'node:net'
        createServer().listen({backlog: 1, path: '${file}'}, () => {
          process.stdout.write('listening', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
        })`
      const child = spawn(process.execPath, ['--input-type=module', '--eval', text])
      onTestFinished(() => {
        child.kill('SIGKILL')
      })
      await once(child.stdout, 'data')
      const waiting = Array.from({length: 4}, () => connect(file).on('error', () => {}))
      onTestFinished(() => {
        for (const socket of waiting) socket.destroy()
      })
      expect(await openAt(file)).toMatchObject({reason: 'busy'})
    })

    it('waits no longer than the timeout for somebody who says nothing', async () => {
      const address = `ipc://${await givenListener('silence')}`
      const started = performance.now()
      await expect(ImportQueue.open({address, timeout: 0.2})).rejects.toThrow(NoAnswerError)
      expect(performance.now() - started).toBeGreaterThanOrEqual(200)
    })

    it('can be given up', async () => {
      const address = `ipc://${await givenListener('silence')}`
      const stop = new AbortController()
      const opening = ImportQueue.open({address, signal: stop.signal})
      stop.abort(new Error('enough'))
      await expect(opening).rejects.toThrow('enough')
    })

    it('waits for a master that is stopped and goes on', async () => {
      const master = await givenMaster()
      await master.kill('SIGSTOP')
      const opening = connectTo(master)
      await master.kill('SIGCONT')
      expect(await (await opening).request(['REBUILD', ['HOME']])).toEqual(['DONE', 'REBUILD'])
    })
  })

  describe('connecting to a master', () => {
    it('leaves no trace with it: it takes no request for the look whether it is there', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      await queue.request(['REBUILD', ['HOME']])
      expect(await master.count()).toBe(1)
    })
  })
})
