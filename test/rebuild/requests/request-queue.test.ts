import {readdirSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {describe, expect, it, onTestFinished} from 'vitest'

import type {RebuildRequest} from '../../../src/import-queue/messages.js'

import {RequestQueue, type Timed} from '../../../src/rebuild/requests/request-queue.js'
import {packageNames, project} from '../../support/master-at.js'

function open(): RequestQueue {
  const queue = new RequestQueue()
  onTestFinished(() => queue.close())
  return queue
}

function drain(queue: RequestQueue): Timed[] {
  const taken: Timed[] = []
  for (let next = queue.shift(); next; next = queue.shift()) taken.push(next)
  return taken
}

describe('a queue of requests', () => {
  it('gives back every kind of request as it was put in, in order', () => {
    const requests: RebuildRequest[] = [
      ['REBUILD', ['HOME']],
      ['REBUILD', ['SEARCH']],
      ['REBUILD', ['PROJECT', 'numpy']],
      ['REBUILD', ['PROJECT', null]],
      ['REBUILD', ['BOTH', 'zope-interface']],
      ['REBUILD', ['BOTH', null]],
      ['REBUILD', ['PROJECT', 'é']],
    ]
    const queue = open()
    for (const request of requests) queue.push(request)
    expect(queue.length).toBe(requests.length)
    expect(drain(queue).map(({request}) => request)).toEqual(requests)
    expect(queue.length).toBe(0)
  })

  it('knows when a request was put in to the second, and never too early', () => {
    const queue = open()
    for (const [index, name] of packageNames(50).entries()) queue.push(project(name), index / 10)
    for (const [index, {time}] of drain(queue).entries()) {
      expect(time).toBeGreaterThanOrEqual(index / 10)
      expect(time).toBeLessThanOrEqual(index / 10 + 1)
    }
  })

  it('gives out the oldest while more is put in', () => {
    const queue = open()
    const names = packageNames(3000)
    const taken: RebuildRequest[] = []
    for (const [index, name] of names.entries()) {
      queue.push(project(name))
      if (index % 3 > 0) taken.push(queue.shift()!.request)
    }

    taken.push(...drain(queue).map(({request}) => request))
    expect(taken).toEqual(names.map((name) => project(name)))
  })

  it('of very many keeps little in memory, loses none, and leaves no file behind', () => {
    const queue = open()
    const before = new Set(readdirSync(tmpdir()))
    const used = process.memoryUsage().arrayBuffers
    for (let index = 0; index < 300_000; index++) queue.push(project(`pkg-${index}`))
    expect(process.memoryUsage().arrayBuffers - used).toBeLessThan(3_000_000)
    expect(readdirSync(tmpdir()).filter((name) => /^piw-[\da-f]{8}-/.test(name) && !before.has(name))).toEqual([])
    expect(queue.length).toBe(300_000)
    for (let index = 0; index < 300_000; index++) {
      if (queue.shift()?.request[1][1] !== `pkg-${index}`) throw new Error(`The one at ${index} is another.`)
    }
  })

  it('tells of the oldest ones from when they are and how many pages, and drops them together', () => {
    const queue = open()
    const timed: Timed[] = [
      {request: project('foo'), time: 1},
      {request: ['REBUILD', ['BOTH', 'bar']], time: 1.5},
      {request: project('numpy'), time: 5},
    ]
    for (const {request, time} of timed) queue.push(request, time)
    expect(queue.oldest).toMatchObject({first: 1, last: 1.5, pages: 3})
    queue.dropOldest()
    expect(queue.length).toBe(1)
    expect(drain(queue)).toEqual([{request: project('numpy'), time: 5}])
  })
})
