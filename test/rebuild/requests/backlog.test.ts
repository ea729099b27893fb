import {describe, expect, it, vi} from 'vitest'

import type {RebuildRequest} from '../../../src/import-queue/messages.js'
import type {Supply} from '../../../src/import-queue/sender.js'

import {Backlog, type Requests} from '../../../src/rebuild/requests/backlog.js'
import {packageNames, project} from '../../support/master-at.js'

const requests = (count: number) => packageNames(count).map((name) => project(name))

/** A source whose every request, and end, the test gives by hand. */
class Gate {
  readonly returned = vi.fn()
  taken = 0
  readonly #given: ((result: IteratorResult<readonly RebuildRequest[]>) => void)[] = []

  give(...requests: RebuildRequest[]): void {
    this.#given.shift()!({done: false, value: requests})
  }

  [Symbol.asyncIterator](): AsyncIterator<readonly RebuildRequest[]> {
    return {
      next: async () => {
        this.taken++
        return new Promise((resolve) => {
          this.#given.push(resolve)
        })
      },
      return: async () => {
        this.returned()
        return {done: true, value: undefined}
      },
    }
  }
}

function backlogOf(source: Requests, signal?: AbortSignal) {
  const onSend = vi.fn()
  return {backlog: new Backlog(source, {onSend, signal}), onSend}
}

async function take(conversation: Supply<RebuildRequest>, count: number): Promise<unknown[]> {
  const taken = []
  while (taken.length < count) taken.push(await conversation())
  return taken
}

/** All that a conversation gives out. */
async function takeAll(conversation: Supply<RebuildRequest>): Promise<unknown[]> {
  const taken = []
  for (let request = await conversation(); request; request = await conversation()) taken.push(request)
  return taken
}

describe('a backlog', () => {
  it('gives out the requests of its source in order, and tells of each', async () => {
    const {backlog, onSend} = backlogOf([requests(3)])
    expect(await takeAll(backlog.conversation())).toEqual(requests(3))
    expect(onSend).toHaveBeenCalledTimes(3)
    expect(backlog.unsettled).toEqual(requests(3))
  })

  it('gives out again, on the next connection, what was not settled, before all else', async () => {
    const {backlog, onSend} = backlogOf([requests(5)])
    await take(backlog.conversation(), 3)
    backlog.answered(1)
    backlog.settled(1)
    expect(await takeAll(backlog.conversation())).toEqual(requests(5).slice(1))
    expect(onSend).toHaveBeenCalledTimes(3 + 4)
  })

  it('gives out again what was answered but not settled', async () => {
    const {backlog} = backlogOf([requests(3)])
    await take(backlog.conversation(), 2)
    backlog.answered(1)
    expect(await take(backlog.conversation(), 3)).toEqual(requests(3))
  })

  it('knows whether an answer is outstanding', async () => {
    const {backlog} = backlogOf([requests(2)])
    expect(backlog.isAwaiting).toBe(false)
    await take(backlog.conversation(), 2)
    backlog.answered(1)
    expect(backlog.isAwaiting).toBe(true)
    backlog.answered(1)
    expect(backlog.isAwaiting).toBe(false)
    backlog.settled(1)
    expect(backlog.isAwaiting).toBe(false)
    backlog.conversation()
    expect(backlog.unsettled).toEqual(requests(2).slice(1))
  })

  it('does not lose what it takes from its source while a connection dies', async () => {
    const source = new Gate()
    const {backlog} = backlogOf(source)
    const lost = backlog.conversation()()
    const next = backlog.conversation()()
    await vi.waitUntil(() => source.taken === 1)
    source.give(project('foo'))
    expect(await lost).toBeUndefined()
    expect(await next).toEqual(project('foo'))
    expect(backlog.unsettled).toEqual([project('foo')])
  })

  it('does not read its source ahead', async () => {
    const source = new Gate()
    const {backlog} = backlogOf(source)
    const conversation = backlog.conversation()
    const first = conversation()
    await vi.waitUntil(() => source.taken === 1)
    source.give(project('foo'))
    await first
    expect(source.taken).toBe(1)
  })

  it('gives out without waiting what is at hand', async () => {
    const source = new Gate()
    const {backlog} = backlogOf(source)
    const conversation = backlog.conversation()
    const first = conversation()
    await vi.waitUntil(() => source.taken === 1)
    source.give(project('foo'), project('bar'))
    await first
    expect(conversation()).toEqual(project('bar'))
  })

  it('gives out nothing for a connection that is gone', async () => {
    const {backlog, onSend} = backlogOf([requests(3)])
    const lost = backlog.conversation()
    await take(lost, 1)
    backlog.endConversation()
    expect(await lost()).toBeUndefined()
    expect(onSend).toHaveBeenCalledOnce()
    expect(backlog.unsettled).toEqual(requests(1))
    expect(await takeAll(backlog.conversation())).toEqual(requests(3))
  })

  it('tells at the end what it has not given out', async () => {
    const {backlog} = backlogOf([requests(3), requests(5).slice(3)])
    await take(backlog.conversation(), 2)
    const rest = []
    for await (const request of backlog.rest()) rest.push(request)
    expect(rest).toEqual(requests(5).slice(2))
  })

  it('tells at the end what was still on its way for a connection that is gone', async () => {
    const source = new Gate()
    const {backlog} = backlogOf(source)
    const lost = backlog.conversation()()
    await vi.waitUntil(() => source.taken === 1)
    const rest = backlog.rest()
    const first = rest.next()
    source.give(...requests(2))
    expect(await first).toEqual({done: false, value: requests(2)[0]})
    expect(await rest.next()).toEqual({done: false, value: requests(2)[1]})
    expect(await lost).toBeUndefined()
    expect(backlog.unsettled).toEqual([])
  })

  it('gives out nothing more from its source once it is stopped', async () => {
    const source = new Gate()
    const stop = new AbortController()
    const {backlog} = backlogOf(source, stop.signal)
    const next = backlog.conversation()()
    await vi.waitUntil(() => source.taken === 1)
    stop.abort()
    source.give(project('foo'))
    expect(await next).toBeUndefined()
    expect(backlog.unsettled).toEqual([])
  })

  it.each([
    [
      'an async',
      // eslint-disable-next-line require-yield
      async function* (): AsyncGenerator<readonly RebuildRequest[]> {
        throw new Error('the database is gone')
      },
    ],
    [
      'a sync',
      // eslint-disable-next-line require-yield
      function* (): Generator<readonly RebuildRequest[]> {
        throw new Error('the database is gone')
      },
    ],
  ])('raises what %s source throws on each connection: it is not the end', async (_, source) => {
    const {backlog} = backlogOf(source())
    for (let connection = 0; connection < 2; connection++) {
      await expect(takeAll(backlog.conversation())).rejects.toThrow('the database is gone')
    }
  })

  it('lets go of its source when it is closed, and gives out nothing more', async () => {
    const source = new Gate()
    const {backlog} = backlogOf(source)
    const next = backlog.conversation()()
    await vi.waitUntil(() => source.taken === 1)
    backlog.close()
    expect(source.returned).toHaveBeenCalledOnce()
    source.give(project('foo'))
    expect(await next).toBeUndefined()
  })
})
