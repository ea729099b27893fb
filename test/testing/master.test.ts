import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync} from 'node:fs'
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterEach, describe, expect, it} from 'vitest'
import {Dealer} from 'zeromq'

import {decodeReply, encodeRequest, encodeValue} from '../../src/import-queue/codec.js'
import {type Reply, type Request} from '../../src/import-queue/messages.js'
import {timeDelta} from '../../src/import-queue/timedelta.js'
import {type EmulatedMaster, type MasterOptions, startMaster} from '../../src/testing/index.js'

const home: Request = ['REBUILD', ['HOME']]
const rebuilt: Reply = ['DONE', 'REBUILD']
const project = (name: null | string): Request => ['REBUILD', ['PROJECT', name]]

const cleanups: (() => Promise<void> | void)[] = []

async function start(options?: MasterOptions): Promise<EmulatedMaster> {
  const master = await startMaster(options)
  cleanups.push(() => master.stop())
  return master
}

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'piw-test-'))
  cleanups.push(() => rm(made, {force: true, recursive: true}))
  return made
}

/** A client as bare as can be: it sends what it is told, right or wrong. */
class Client {
  readonly #dealer = new Dealer({linger: 0, receiveTimeout: 20_000})

  constructor({address}: EmulatedMaster) {
    this.#dealer.connect(address)
    cleanups.push(() => this.#dealer.close())
  }

  async answer(): Promise<Reply> {
    const [, body] = await this.#dealer.receive()
    return decodeReply(body!)
  }

  async ask(request: Request): Promise<Reply> {
    await this.send(request)
    return this.answer()
  }

  async frames(): Promise<Buffer[]> {
    return this.#dealer.receive()
  }

  async raw(...frames: Uint8Array[]): Promise<void> {
    await this.#dealer.send(frames.map((frame) => Buffer.from(frame)))
  }

  async send(...requests: Request[]): Promise<void> {
    for (const request of requests) await this.raw(Buffer.alloc(0), encodeRequest(request))
  }
}

/** Whether a process runs; one that has ended but was not yet reaped (by whoever inherited it) does not. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe('an emulated master', () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  it('runs in a process of its own, at an address of its own', async () => {
    const [one, other] = [await start(), await start()]
    expect(one.pid).not.toBe(process.pid)
    expect(one.address).not.toBe(other.address)
    expect(await new Client(one).ask(project('django'))).toEqual(rebuilt)
    expect(await new Client(other).ask(project('Django'))).toEqual(['ERROR', 'unknown package Django'])
  })

  it('answers in order, however many requests are in flight', async () => {
    const client = new Client(await start({packages: ['even']}))
    const names = Array.from({length: 500}, (_, index) => (index % 2 === 0 ? 'even' : `odd-${index}`))
    const sending = client.send(...names.map((name) => project(name)))
    for (const name of names) {
      expect(await client.answer()).toEqual(name === 'even' ? rebuilt : ['ERROR', `unknown package ${name}`])
    }

    await sending
  })

  it('serves connections in turn', async () => {
    const master = await start({serviceTime: 2})
    const [busy, other] = [new Client(master), new Client(master)]
    await other.ask(home)
    await busy.send(...Array.from({length: 300}, () => home))
    await busy.answer()
    await other.ask(home)
    const log = await master.requests()
    expect(log.filter(({connection}) => connection === 2).length).toBeLessThan(100)
  })

  it('records all it receives before it answers', async () => {
    const master = await start()
    const client = new Client(master)
    const request: Request = [
      'IMPORT',
      [
        2n ** 63n,
        'foo',
        '1',
        'cp311',
        true,
        timeDelta(1.5),
        '',
        [['f', 1, 'h', 'foo', '1', 'a', 'b', 'c', null, {}, 'd']],
      ],
    ]
    expect(await client.ask(request)).toEqual(['SEND', 'f'])
    await client.raw(Buffer.from('no delimiter'))
    expect(await client.ask(['SENT'])).toEqual(['DONE', 'IMPORT'])
    const [first, second, third, ...more] = await master.requests()
    expect(first).toMatchObject({answered: ['SEND', 'f'], connection: 1, request})
    expect(Buffer.from(first!.frames[1]!)).toEqual(Buffer.from(encodeRequest(request)))
    expect(second).toMatchObject({
      answered: null,
      connection: 1,
      why: expect.stringContaining('found frames of 12 bytes'),
    })
    expect(second).not.toHaveProperty('request')
    expect(third).toMatchObject({answered: ['DONE', 'IMPORT'], request: ['SENT']})
    expect(more).toEqual([])
    expect(await master.count()).toBe(3)
  })

  it('records to a file of choice, or nowhere', async () => {
    const record = path.join(await folder(), 'record')
    const master = await start({record})
    await new Client(master).ask(home)
    await master.stop()
    expect(await master.requests()).toHaveLength(1)

    const silentAboutIt = await start({record: false})
    await new Client(silentAboutIt).ask(home)
    await expect(silentAboutIt.requests()).rejects.toThrow('not recorded')
  })

  it('takes its packages from a file', async () => {
    const packagesFile = path.join(await folder(), 'names')
    await writeFile(packagesFile, Array.from({length: 100_000}, (_, index) => `package-${index}\n`).join(''))
    const client = new Client(await start({expansionTime: 0.0001, packagesFile}))
    expect(await client.ask(project('package-99999'))).toEqual(rebuilt)
    expect(await client.ask(project('foo'))).toEqual(['ERROR', 'unknown package foo'])
    expect(await client.ask(project(null))).toEqual(rebuilt)
  })

  it.each([0.5, 5])('takes %d ms a request, one at a time', async (serviceTime) => {
    const master = await start({serviceTime})
    const client = new Client(master)
    await client.ask(home)
    const count = 200
    const began = performance.now()
    await client.send(...Array.from({length: count}, () => home))
    for (let index = 0; index < count; index++) await client.answer()
    const perRequest = (performance.now() - began) / count
    expect(perRequest).toBeGreaterThan(serviceTime * 0.95)
  })

  it('answers nobody while it expands a request for all packages', async () => {
    const master = await start({expansionTime: 100, packages: ['a', 'b', 'c']})
    const [greedy, other] = [new Client(master), new Client(master)]
    await other.ask(home)
    const began = performance.now()
    await greedy.send(project(null))
    await master.untilReceived(2)
    await other.ask(home)
    expect(performance.now() - began).toBeGreaterThan(280)
    expect(await greedy.answer()).toEqual(rebuilt)
  })

  it('can fall silent, and answer what waited when it speaks again', async () => {
    const master = await start()
    const client = new Client(master)
    await client.ask(home)
    await master.set({silent: true})
    await client.send(home, home)
    await sleep(100)
    expect(await master.count()).toBe(1)
    await master.set({silent: false})
    expect(await client.answer()).toEqual(rebuilt)
    expect(await client.answer()).toEqual(rebuilt)
  })

  it('does not answer what a real one would not, and goes on', async () => {
    const master = await start()
    const client = new Client(master)
    await client.raw(Buffer.alloc(0), encodeValue(['rebuild', ['HOME']]))
    await client.raw(Buffer.alloc(0), Buffer.from('ff', 'hex'))
    await client.raw(Buffer.alloc(0), encodeRequest(home), Buffer.alloc(0))
    expect(await client.ask(project('nope'))).toEqual(['ERROR', 'unknown package nope'])
    expect((await master.requests()).map(({answered}) => answered?.[0] ?? null)).toEqual([null, null, null, 'ERROR'])
  })

  it('ends at an invalid message, and says why', async () => {
    const master = await start()
    const client = new Client(master)
    await client.ask(home)
    await client.raw(Buffer.alloc(0), encodeValue(['REBUILD', ['PROJECT', 'a\u0001b']]))
    expect(await master.exited).toEqual({
      code: 1,
      signal: null,
      why: expect.stringContaining('without control characters'),
    })
    expect(await master.requests()).toMatchObject([{answered: rebuilt}, {answered: null}])
    await expect(master.count()).rejects.toThrow('has ended')
  })

  it('dies after so many requests, having answered those', async () => {
    const master = await start({dieAfter: 10})
    const client = new Client(master)
    await client.send(...Array.from({length: 20}, () => home))
    for (let index = 0; index < 10; index++) expect(await client.answer()).toEqual(rebuilt)
    expect(await master.exited).toMatchObject({code: null, signal: 'SIGKILL'})
    const log = await master.requests()
    expect(log.map(({answered}) => answered !== null)).toEqual([...Array.from({length: 10}, () => true), false])
    expect(log.at(-1)?.why).toBe('killed after 10 requests')
  })

  it('talks nonsense where it is told to', async () => {
    const master = await start({
      nonsense: [
        {answers: [], at: 1},
        {answers: ['proper', 'proper'], at: 2},
        {answers: [['ERROR', 'unknown package other'], Buffer.from('ff', 'hex')], at: 3},
        {answers: [{frames: [Buffer.from('one')]}], at: 4},
      ],
    })
    const client = new Client(master)
    await client.send(home, home)
    expect(await client.answer()).toEqual(rebuilt)
    expect(await client.answer()).toEqual(rebuilt)
    expect(await client.ask(home)).toEqual(['ERROR', 'unknown package other'])
    expect((await client.frames())[1]).toEqual(Buffer.from('ff', 'hex'))
    await client.send(home)
    expect(await client.frames()).toEqual([Buffer.from('one')])
    expect(await client.ask(home)).toEqual(rebuilt)
    const log = await master.requests()
    expect(log.map(({why}) => why)).toEqual(['scripted', 'scripted', 'scripted', 'scripted', undefined])
  })

  it('leaves a socket file behind when killed, and another may take its place', async () => {
    const address = `ipc://${await folder()}/master`
    const master = await start({address})
    await new Client(master).ask(home)
    await master.kill()
    expect(await master.exited).toMatchObject({signal: 'SIGKILL'})
    expect(existsSync(address.slice(6))).toBe(true)
    const successor = await start({address})
    expect(await new Client(successor).ask(home)).toEqual(rebuilt)
  })

  it('leaves nothing behind when stopped, as often as one likes', async () => {
    const master = await start()
    const socket = master.address.slice(6)
    await new Client(master).ask(home)
    await master.set({silent: true})
    await Promise.all([master.stop(), master.stop()])
    expect(await master.exited).toMatchObject({code: 0})
    expect(existsSync(path.dirname(socket))).toBe(false)
    expect(isAlive(master.pid)).toBe(false)
  })

  it('stops in the midst of work', async () => {
    const master = await start({expansionTime: 60_000})
    await new Client(master).send(project(null))
    await master.untilReceived(1)
    await master.stop()
    expect(isAlive(master.pid)).toBe(false)
  })

  it('can be frozen', async () => {
    const master = await start()
    const client = new Client(master)
    await client.ask(home)
    await master.kill('SIGSTOP')
    await client.send(home)
    await sleep(50)
    expect(await master.requests()).toHaveLength(1)
    await master.kill('SIGCONT')
    expect(await client.answer()).toEqual(rebuilt)
    await master.kill('SIGSTOP')
    await master.stop()
    expect(isAlive(master.pid)).toBe(false)
  })

  it('dies with its parent, even in the midst of a flood', async () => {
    const script = `
      const {startMaster} = await import(process.argv[1])
      const master = await startMaster({address: process.argv[2], serviceTime: 1, record: false})
      console.log(master.pid)`
    const address = `ipc://${await folder()}/master`
    const entry = new URL('../../dist/testing/index.js', import.meta.url).href
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script, entry, address], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(output)
    const client = new Client({address} as EmulatedMaster)
    await client.ask(home)
    await client.send(...Array.from({length: 2000}, () => home))
    parent.kill('SIGKILL')
    const began = performance.now()
    while (isAlive(pid)) await sleep(10)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it.each<[string, MasterOptions]>([
    ['address', {address: 'tcp://localhost:1'}],
    ['address', {address: `ipc:///${'x'.repeat(107)}`}],
    ['serviceTime', {serviceTime: -1}],
    ['expansionTime', {expansionTime: Number.NaN}],
    ['dieAfter', {dieAfter: 1.5}],
    ['at', {nonsense: [{answers: [], at: 0}]}],
  ])('refuses %s that makes no sense', async (name, options) => {
    await expect(startMaster(options)).rejects.toThrow(`expected ${name} `)
  })

  it('leaves nothing behind when it cannot start', async () => {
    const place = await folder()
    const address = `ipc://${place}/missing/master`
    const start = startMaster({address, record: false})
    await expect(start).rejects.toThrow(`cannot start at ${address}`)
    await expect(startMaster({packagesFile: path.join(place, 'none')})).rejects.toThrow('ENOENT')
    expect(await readdir(place)).toEqual([])
  })
})
