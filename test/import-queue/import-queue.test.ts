import path from 'node:path'
import {setTimeout as delay, setImmediate as nextTurn} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'

import type {ImportRequest, RebuildRequest} from '../../src/import-queue/messages.js'
import type {ScriptedAnswer} from '../../src/testing/index.js'

import {encodeRequest} from '../../src/import-queue/codec.js'
import {ConnectionClosedError, ConnectionLostError, NoAnswerError} from '../../src/import-queue/connection-errors.js'
import {InvalidMessageError, ProtocolError} from '../../src/import-queue/errors.js'
import {type ImportQueue} from '../../src/import-queue/import-queue.js'
import {timeDelta} from '../../src/import-queue/timedelta.js'
import {encodeReply} from '../../src/testing/codec/codec.js'
import {BareMaster, rebuilt} from '../support/bare-master.js'
import {collect, connectTo, givenMaster, packageNames, project, temporaryFolder} from '../support/master-at.js'
import {DIST, runProgram} from '../support/program.js'

const home: RebuildRequest = ['REBUILD', ['HOME']]

const importOf = (...files: string[]): ImportRequest => [
  'IMPORT',
  [
    1,
    'foo',
    '1.0',
    'cp311',
    true,
    timeDelta(1),
    '',
    files.map((file) => [file, 1, 'ab', 'foo', '1.0', 'cp311', 'none', 'any', null, {}, '']),
  ],
]

/** A source that gives nothing, and never ends. */
async function* never(): AsyncGenerator<RebuildRequest> {
  await new Promise(() => {})
  yield home
}

/** A source that takes half a second for each. */
async function* slowly(...requests: readonly RebuildRequest[]): AsyncGenerator<RebuildRequest> {
  for (const request of requests) {
    await delay(500)
    yield request
  }
}

/** Returns once a connection is noticed to be lost, on another connection than the one that is tested. */
async function noticed(witness: ImportQueue): Promise<void> {
  await expect(collect(witness.stream(never()))).resolves.toMatchObject({error: expect.any(ConnectionLostError)})
  await nextTurn()
  await nextTurn()
}

/** Returns once all that was sent before, on any connection, has arrived. */
async function untilArrived(master: BareMaster): Promise<void> {
  const other = await connectTo(master)
  const asked = other.request(home)
  await (await master.receive()).answer()
  await asked
}

describe('the import queue', () => {
  describe('a request', () => {
    it('is sent as an empty frame and the body, and nothing else', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const reply = queue.request(project('foo'))
      const received = await master.receive()
      expect(received.frames).toEqual([Buffer.alloc(0), Buffer.from(encodeRequest(project('foo')))])
      await received.answer()
      expect(await reply).toEqual(rebuilt)
      expect(master.hasMore).toBe(false)
    })

    it('gets the answer of the master, be it a refusal', async () => {
      const queue = await connectTo(await givenMaster({packages: ['foo']}))
      expect(await queue.request(project('foo'))).toEqual(['DONE', 'REBUILD'])
      expect(await queue.request(project('missing'))).toEqual(['ERROR', 'unknown package missing'])
      expect(await queue.request(['ADDPKG', ['bar', 'a bar', '', false, []]])).toEqual(['DONE', 'NEWPKG'])
    })

    it('that the master would not answer is refused before anything is sent', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      await expect(queue.request(project('foo\u0001'))).rejects.toThrow(InvalidMessageError)
      await expect(queue.request(['REBUILD', ['HOME', 'foo']] as never)).rejects.toThrow(InvalidMessageError)
      // The connection is as good as before.
      expect(await queue.request(home)).toEqual(rebuilt)
      expect(await master.count()).toBe(1)
    })

    it('is refused while another conversation is under way on its connection', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const first = queue.request(home)
      await expect(queue.request(home)).rejects.toThrow('open another one')
      await expect(collect(queue.stream([home]))).resolves.toMatchObject({error: expect.any(Error), items: []})
      await (await master.receive()).answer()
      expect(await first).toEqual(rebuilt)
      expect(master.hasMore).toBe(false)
    })

    it('is refused on a closed connection', async () => {
      const queue = await connectTo(await givenMaster())
      queue.close()
      queue.close()
      expect(queue.closed).toBe(true)
      await expect(queue.request(home)).rejects.toThrow(ConnectionClosedError)
    })

    it('ends when the connection is closed under it', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const reply = queue.request(home)
      await master.receive()
      queue.close()
      await expect(reply).rejects.toThrow(ConnectionClosedError)
    })

    it('fails with the reason for which the connection is closed under it', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const reply = queue.request(home)
      await master.receive()
      expect(queue.busy).toBe(true)
      const reason = new Error('stopped')
      queue.close(reason)
      await expect(reply).rejects.toBe(reason)
      expect(queue.busy).toBe(false)
    })

    it('leaves the connection at rest once it is answered', async () => {
      const queue = await connectTo(await givenMaster())
      await queue.request(home)
      expect(queue.busy).toBe(false)
    })

    it('after a surplus reply is refused: replies can no longer be matched', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const reply = queue.request(home)
      const {answer} = await master.receive()
      await answer()
      await answer()
      expect(await reply).toEqual(rebuilt)
      await untilArrived(master)
      await expect(queue.request(home)).rejects.toThrow(ProtocolError)
      expect(queue.closed).toBe(true)
    })
  })

  describe('an import', () => {
    it('is a conversation of files asked for and sent', async () => {
      const queue = await connectTo(await givenMaster())
      expect(await queue.request(importOf('one.whl', 'two.whl'))).toEqual(['SEND', 'one.whl'])
      expect(await queue.request(['SENT'])).toEqual(['SEND', 'two.whl'])
      expect(await queue.request(['SENT'])).toEqual(['DONE', 'IMPORT'])
      expect(await queue.request(home)).toEqual(rebuilt)
    })

    it('keeps all else off its connection', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      await queue.request(importOf('one.whl'))
      await expect(queue.request(home)).rejects.toThrow(InvalidMessageError)
      expect(await queue.request(['SENT'])).toEqual(['DONE', 'IMPORT'])
      expect(await master.count()).toBe(2)
    })

    it('that is refused leaves the connection to others', async () => {
      const queue = await connectTo(await givenMaster())
      expect(await queue.request(importOf())).toEqual(['ERROR', 'no files listed for import'])
      expect(await queue.request(home)).toEqual(rebuilt)
    })
  })

  describe('a stream', () => {
    it('yields each message with its own answer, in order', async () => {
      const names = packageNames(1000)
      const queue = await connectTo(await givenMaster({packages: names.filter((_, index) => index % 3 === 0)}))
      const {error, items} = await collect(queue.stream(names.map((name) => project(name))))
      expect(error).toBeUndefined()
      expect(items).toEqual(
        names.map((name, index) => ({
          message: project(name),
          reply: index % 3 === 0 ? rebuilt : ['ERROR', `unknown package ${name}`],
        })),
      )
      expect(queue.closed).toBe(false)
    })

    it('of nothing ends at once, and leaves the connection as it was', async () => {
      const queue = await connectTo(await givenMaster())
      expect(await collect(queue.stream([]))).toEqual({error: undefined, items: []})
      expect(await queue.request(home)).toEqual(rebuilt)
    })

    it('can follow another on the same connection', async () => {
      const queue = await connectTo(await givenMaster())
      for (let round = 0; round < 3; round++) {
        const {error, items} = await collect(queue.stream([project('foo'), project('bar')]))
        expect(error).toBeUndefined()
        expect(items).toHaveLength(2)
      }
    })

    it('never has more than the window unanswered, nor takes more from its source', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      let taken = 0
      const source = function* () {
        for (const name of packageNames(12)) {
          taken++
          yield project(name)
        }
      }

      const collected = collect(queue.stream(source(), {window: 4}))
      const unanswered = [
        await master.receive(),
        await master.receive(),
        await master.receive(),
        await master.receive(),
      ]
      for (let answered = 0; answered < 12; answered++) {
        await untilArrived(master)
        expect(master.hasMore).toBe(false)
        expect(taken).toBe(Math.min(12, answered + 4))
        await unanswered.shift()!.answer()
        if (answered < 8) unanswered.push(await master.receive())
      }

      expect((await collected).items).toHaveLength(12)
    })

    it('fills the window: it does not wait for one answer before it sends the next', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const collected = collect(queue.stream(packageNames(64).map((name) => project(name))))
      const received = []
      while (received.length < 64) received.push(await master.receive())
      for (const {answer} of received) await answer()
      expect((await collected).items).toHaveLength(64)
    })

    it.each([0, -1, 1.5, 501, Number.NaN])('with a window of %s is refused', async (window) => {
      const queue = await connectTo(await givenMaster())
      const {error} = await collect(queue.stream([home], {window}))
      expect(error).toBeInstanceOf(RangeError)
      expect(await queue.request(home)).toEqual(rebuilt)
    })

    it('loses nothing with the largest window', async () => {
      const names = packageNames(20_000)
      const isKnown = (index: number) => index % 97 > 0
      const master = await givenMaster({packages: names.filter((_, index) => isKnown(index)), record: false})
      const queue = await connectTo(master)
      const {error, items} = await collect(
        queue.stream(
          names.map((name) => project(name)),
          {window: 500},
        ),
      )
      expect(error).toBeUndefined()
      expect(items.map(({reply}) => reply[0])).toEqual(names.map((_, index) => (isKnown(index) ? 'DONE' : 'ERROR')))
    })

    it('does not take a message that is none for its end', async () => {
      const queue = await connectTo(await givenMaster())
      const {error, items} = await collect(queue.stream([home, undefined as unknown as typeof home, home]))
      expect(error).toBeInstanceOf(InvalidMessageError)
      expect(items).toHaveLength(1)
    })

    it('leaves its source alone when it is refused', async () => {
      const queue = await connectTo(await givenMaster({silent: true}))
      queue.request(home).catch(() => {})
      const messages = (function* () {
        yield home
      })()
      expect((await collect(queue.stream(messages))).error).toBeInstanceOf(Error)
      expect([...messages]).toEqual([home])
    })

    it('settles what was sent, and then raises what its source throws', async () => {
      const master = await givenMaster({packages: packageNames(3), serviceTime: 5})
      const queue = await connectTo(master)
      const source = function* () {
        for (const name of packageNames(3)) yield project(name)
        throw new Error('the database is gone')
      }

      const {error, items} = await collect(queue.stream(source()))
      expect(error).toEqual(new Error('the database is gone'))
      expect(items.map(({reply}) => reply)).toEqual([rebuilt, rebuilt, rebuilt])
      expect(await queue.request(home)).toEqual(rebuilt)
    })

    it('settles what was sent, and then refuses a message that the master would not answer', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      const {error, items} = await collect(queue.stream([project('foo'), project('\u0001'), project('bar')]))
      expect(error).toBeInstanceOf(InvalidMessageError)
      expect(items).toHaveLength(1)
      expect(await queue.request(home)).toEqual(rebuilt)
      expect(await master.count()).toBe(2)
    })

    it('stops sending at a signal, and still yields what is in flight', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const stop = new AbortController()
      const collected = collect(
        queue.stream(
          packageNames(10).map((name) => project(name)),
          {signal: stop.signal, window: 3},
        ),
      )
      const received = [await master.receive(), await master.receive(), await master.receive()]
      stop.abort()
      for (const {answer} of received) await answer()
      const {error, items} = await collected
      expect(error).toBeUndefined()
      expect(items.map(({message}) => message)).toEqual(packageNames(3).map((name) => project(name)))
      await untilArrived(master)
      expect(master.hasMore).toBe(false)
      expect(queue.closed).toBe(false)
    })

    it('ends at a signal though its source gives nothing', async () => {
      const queue = await connectTo(await givenMaster())
      const stop = new AbortController()
      const collected = collect(queue.stream(never(), {signal: stop.signal}))
      stop.abort()
      expect(await collected).toEqual({error: undefined, items: []})
      expect(await queue.request(home)).toEqual(rebuilt)
    })

    it('sends nothing when it was stopped before it began', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      expect(await collect(queue.stream([home], {signal: AbortSignal.abort()}))).toEqual({error: undefined, items: []})
      expect(await master.count()).toBe(0)
    })

    it('that is left early closes the connection, for its answers would be taken for others', async () => {
      const queue = await connectTo(await givenMaster())
      const exchanges = queue.stream(packageNames(10).map((name) => project(name)))
      await exchanges.next()
      await exchanges.return()
      expect(queue.closed).toBe(true)
      await expect(queue.request(home)).rejects.toThrow(ConnectionClosedError)
    })

    it('that is left once all that was sent is answered leaves the connection as it was', async () => {
      const master = await BareMaster.start()
      const queue = await connectTo(master)
      const exchanges = queue.stream(
        packageNames(3).map((name) => project(name)),
        {window: 3},
      )
      const first = exchanges.next()
      const received = [await master.receive(), await master.receive(), await master.receive()]
      for (const {answer} of received) await answer()
      expect(await first).toMatchObject({done: false, value: {reply: rebuilt}})
      await untilArrived(master)
      await exchanges.next()
      await exchanges.next()
      await exchanges.return()
      expect(queue.closed).toBe(false)
      const asked = queue.request(home)
      await (await master.receive()).answer()
      expect(await asked).toEqual(rebuilt)
    })

    it('that was left is not troubled by a source that fails later on', async () => {
      const queue = await connectTo(await givenMaster())
      let fail = (_error: Error) => {}
      const source = async function* () {
        yield home
        await new Promise((_resolve, reject) => {
          fail = reject
        })
      }

      const exchanges = queue.stream(source())
      await exchanges.next()
      await exchanges.return()
      const asked = queue.request(home)
      fail(new Error('the database is gone'))
      expect(await asked).toEqual(rebuilt)
      expect(queue.closed).toBe(false)
    })

    it('notices a surplus reply at its end', async () => {
      // Each answer after the first is taken for the one before its own, so the last one is still to come.
      const nonsense = [{answers: ['proper', 'proper'] as const, at: 1}]
      const queue = await connectTo(await givenMaster({nonsense, packages: packageNames(4), serviceTime: 100}))
      const {error, items} = await collect(queue.stream(packageNames(4).map((name) => project(name))))
      expect(items).toHaveLength(4)
      expect(error).toBeInstanceOf(ProtocolError)
      expect(error).toMatchObject({message: expect.stringContaining('Surplus reply')})
      expect(queue.closed).toBe(true)
    })

    it('of one message does not wait for a surplus reply: a single one cannot be mismatched', async () => {
      const queue = await connectTo(await givenMaster({serviceTime: 300}))
      const started = performance.now()
      for await (const {reply} of queue.stream([home])) {
        expect(reply).toEqual(rebuilt)
        expect(performance.now() - started).toBeGreaterThanOrEqual(300)
      }

      // A last look would take twice as long as the answer did.
      expect(performance.now() - started).toBeLessThan(900)
    })
  })

  describe('when the master dies', () => {
    it('while an answer is outstanding, that is noticed at once', async () => {
      const master = await givenMaster({silent: true})
      const queue = await connectTo(master)
      const reply = queue.request(home)
      const refused = expect(reply).rejects.toThrow(ConnectionLostError)
      await master.kill()
      await refused
      expect(queue.closed).toBe(true)
    })

    it('while answers are outstanding, those that came before are still yielded', async () => {
      const master = await givenMaster({dieAfter: 5, packages: packageNames(10)})
      const queue = await connectTo(master)
      const {error, items} = await collect(queue.stream(packageNames(10).map((name) => project(name))))
      expect(error).toBeInstanceOf(ConnectionLostError)
      expect(items.map(({message}) => message)).toEqual(packageNames(5).map((name) => project(name)))
    })

    it('while whoever takes the answers is busy, those that came before are still yielded', async () => {
      const master = await givenMaster({dieAfter: 5, packages: packageNames(10)})
      const [queue, witness] = [await connectTo(master), await connectTo(master)]
      const exchanges = queue.stream(packageNames(10).map((name) => project(name)))
      await exchanges.next()
      await master.exited
      await noticed(witness)
      const {error, items} = await collect(exchanges)
      expect(items.map(({message}) => message)).toEqual(
        packageNames(5)
          .slice(1)
          .map((name) => project(name)),
      )
      expect(error).toBeInstanceOf(ConnectionLostError)
    })

    it('while nothing is outstanding but the source is still waited for, that is noticed', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      const collected = collect(queue.stream(never()))
      await master.kill()
      expect(await collected).toMatchObject({error: expect.any(ConnectionLostError), items: []})
    })

    it('while the connection is idle, the next request tells it', async () => {
      const master = await givenMaster()
      const [queue, witness] = [await connectTo(master), await connectTo(master)]
      await queue.request(home)
      await master.kill()
      await noticed(witness)
      await expect(queue.request(home)).rejects.toThrow(ConnectionLostError)
    })

    it('and comes back, the old connection stays closed: nothing of it is sent again', async () => {
      const master = await givenMaster({silent: true})
      const queue = await connectTo(master)
      const refused = expect(queue.request(home)).rejects.toThrow(ConnectionLostError)
      await master.kill()
      await refused
      const next = await givenMaster({address: master.address})
      await (await connectTo(next)).request(project('foo'))
      expect(await next.count()).toBe(1)
      await expect(queue.request(home)).rejects.toThrow(ConnectionLostError)
    })
  })

  describe('when the master is silent', () => {
    it('gives up after the timeout, and not before', async () => {
      const queue = await connectTo(await givenMaster({silent: true}), {timeout: 0.3})
      const started = performance.now()
      await expect(queue.request(home)).rejects.toThrow(NoAnswerError)
      expect(performance.now() - started).toBeGreaterThanOrEqual(300)
      expect(queue.closed).toBe(true)
    })

    it('measures the time from the last reply', async () => {
      const master = await givenMaster({packages: packageNames(10), serviceTime: 150})
      const queue = await connectTo(master, {timeout: 0.75})
      const {error, items} = await collect(queue.stream(packageNames(10).map((name) => project(name))))
      // In all it took twice as long as the timeout.
      expect(error).toBeUndefined()
      expect(items).toHaveLength(10)
    })

    it('does not count the time in which nothing is asked', async () => {
      const queue = await connectTo(await givenMaster(), {timeout: 0.2})
      const {error, items} = await collect(queue.stream(slowly(home, home)))
      expect(error).toBeUndefined()
      expect(items).toHaveLength(2)
    })

    it('waits while it is stopped, and takes the answer when it goes on', async () => {
      const master = await givenMaster()
      const queue = await connectTo(master)
      await master.kill('SIGSTOP')
      const reply = queue.request(home)
      await master.kill('SIGCONT')
      expect(await reply).toEqual(rebuilt)
    })
  })

  describe('when the master sends invalid replies', () => {
    const empty = Buffer.alloc(0)
    const done = encodeReply(rebuilt)

    it.each<[string, ScriptedAnswer, string]>([
      ['undecodable bytes', Buffer.from('ff', 'hex'), 'Undecodable'],
      ['no message', Buffer.from('83010203', 'hex'), 'Invalid reply: expected a list'],
      ['an unknown message', Buffer.from('6548454c4c4f', 'hex'), 'HELLO'],
      ['the answer to something else', ['DONE', 'IMPORT'], "[ 'DONE', 'IMPORT' ]"],
      ['a file asked for', ['SEND', 'foo.whl'], "[ 'SEND', 'foo.whl' ]"],
      ['a refusal of another package', ['ERROR', 'unknown package bar'], 'unknown package bar'],
      ['no empty frame', {frames: [done]}, 'found frames of 14 bytes'],
      ['no body', {frames: [empty]}, 'found frames of 0 bytes'],
      ['a frame too many', {frames: [empty, done, done]}, 'found frames of 0, 14, 14 bytes'],
      ['something before the body', {frames: [Buffer.from('x'), done]}, 'expected an empty frame and a body'],
    ])('such as %s, it is told, and the connection closed', async (_, answer, found) => {
      const queue = await connectTo(await givenMaster({nonsense: [{answers: [answer], at: 2}]}))
      const {error, items} = await collect(queue.stream([project('foo'), project('foo'), project('foo')]))
      expect(items).toHaveLength(1)
      expect(error).toBeInstanceOf(ProtocolError)
      expect(error).toMatchObject({message: expect.stringContaining(found)})
      expect(queue.closed).toBe(true)
      await expect(queue.request(home)).rejects.toBe(error)
    })

    it('such as a missing answer, the next refusal tells it', async () => {
      const queue = await connectTo(await givenMaster({nonsense: [{answers: [], at: 1}], packages: ['foo']}))
      const {error, items} = await collect(queue.stream([project('foo'), project('missing')]))
      expect(items).toEqual([])
      expect(error).toBeInstanceOf(ProtocolError)
    })
  })

  describe('a program with a connection', () => {
    const program = (address: string, work: string) => `
    import {ImportQueue} from '${DIST}import-queue/import-queue.js'
    const open = () => ImportQueue.open({address: ${JSON.stringify(address)}})
    ${work}`

    it('ends by itself once it is closed', async () => {
      const {address} = await givenMaster()
      const {code, stderr, stdout} = await runProgram(
        program(
          address,
          `const queue = await open()
         console.log(await queue.request(['REBUILD', ['HOME']]))
         for await (const {reply} of queue.stream([['REBUILD', ['HOME']], ['REBUILD', ['HOME']]])) console.log(reply)
         queue.close()`,
        ),
      )
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      expect(stdout).toBe("[ 'DONE', 'REBUILD' ]\n".repeat(3))
    })

    it('ends by itself though it was closed with a request unanswered', async () => {
      const {address} = await givenMaster({silent: true})
      const {code, stdout} = await runProgram(
        program(
          address,
          `const queue = await open()
         const reply = queue.request(['REBUILD', ['HOME']]).catch(({name}) => console.log(name))
         queue.close()
         await reply`,
        ),
      )
      expect({code, stdout}).toEqual({code: 0, stdout: 'ConnectionClosedError\n'})
    })

    it('ends by itself when there is no master', async () => {
      const address = `ipc://${path.join(await temporaryFolder(), 'missing')}`
      const {code, stdout} = await runProgram(program(address, 'await open().catch(({name}) => console.log(name))'))
      expect({code, stdout}).toEqual({code: 0, stdout: 'NoMasterError\n'})
    })

    it('ends by itself when the master dies', async () => {
      const {address} = await givenMaster({dieAfter: 0})
      const {code, stdout} = await runProgram(
        program(
          address,
          `const queue = await open()
         await queue.request(['REBUILD', ['HOME']]).catch(({name}) => console.log(name))`,
        ),
      )
      expect({code, stdout}).toEqual({code: 0, stdout: 'ConnectionLostError\n'})
    })
  })
})
