import {mkdirSync, readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import type {Outcome} from '../../../src/rebuild/requests/outcome.js'

import {CheckpointFile} from '../../../src/rebuild/books/checkpoint.js'
import {FailureList} from '../../../src/rebuild/books/failure-list.js'
import {Ledger} from '../../../src/rebuild/books/ledger.js'
import {Tally} from '../../../src/rebuild/books/tally.js'
import {temporaryFolder} from '../../support/master-at.js'

const queued = (name: string): Outcome => ({package: name, status: 'queued'})
const refused = (name: string): Outcome => ({package: name, reason: 'no', status: 'refused'})
const unwritten = (name: string, {isGivenUp = true} = {}): Outcome => ({
  isGivenUp,
  package: name,
  reason: 'not written',
  status: 'unwritten',
})
const written = (name: string): Outcome => ({package: name, status: 'written'})
const requeued = (name: string): Outcome => ({package: name, status: 'requeued'})
const unanswered = (name: string): Outcome => ({package: name, status: 'unanswered'})

/** Adds outcomes, and lets the ledger save them. */
function settle({add}: {readonly add: (...outcomes: Outcome[]) => unknown}, ...outcomes: Outcome[]): void {
  add(...outcomes)
  vi.advanceTimersByTime(1000)
}

describe('a ledger', () => {
  let file: CheckpointFile
  let folder: string
  /** What was settled before has been written. */
  let writtenUntil = 0

  beforeEach(async () => {
    writtenUntil = 0
    folder = await temporaryFolder()
    file = new CheckpointFile(path.join(folder, 'data', 'project.json'))
    vi.useFakeTimers({toFake: ['clearInterval', 'setInterval']})
  })

  afterEach(() => vi.useRealTimers())

  interface Options {
    readonly isFirst?: boolean
    readonly last?: string
    readonly list?: string
    readonly repeatsUntil?: string
  }

  function open({isFirst = false, last, list = 'list.txt', repeatsUntil}: Options = {}) {
    const onProblem = vi.fn<(problem: string) => void>()
    const tally = new Tally()
    const failures = new FailureList({name: () => path.join(folder, list), onChanged() {}, onProblem})
    const earlier = isFirst ? undefined : file.read()
    if (earlier) tally.continue(earlier)
    if (earlier?.failureList) failures.continue(earlier.failureList)
    const resumable = {
      address: 'ipc:///tmp/piw-import',
      database: 'postgres:///piwheels',
      file,
      last,
      match: null,
      olderThan: null,
      part: 'project',
      repeatsUntil,
      socket: () => 'first',
      started: '2026-11-22T10:00:00.000Z',
      total: 9,
      writtenUntil: () => writtenUntil,
    } as const
    const ledger = new Ledger({failures, onProblem, resumable, tally})
    return {
      add: (...outcomes: Outcome[]) => outcomes.map((outcome) => ledger.add(outcome)),
      ledger,
      onProblem,
      tally,
    }
  }

  it('saves the first package that is settled at once, so that an earlier run is not taken up by mistake', () => {
    const {add, ledger} = open()
    add(queued('a'))
    expect(file.read()).toMatchObject({last: 'a', queued: 1, total: 9})
    ledger.close({isFinished: true})
  })

  it('saves the others every second', () => {
    const {add, ledger} = open()
    add(queued('a'), queued('b'), refused('c'))
    expect(file.read()).toMatchObject({last: 'a'})
    vi.advanceTimersByTime(1000)
    expect(file.read()).toMatchObject({
      failures: [{package: 'c', reason: 'no', status: 'refused'}],
      last: 'c',
      queued: 2,
      refused: 1,
    })
    ledger.close({isFinished: true})
  })

  it('saves of a long reason the beginning only', () => {
    const {add, ledger} = open()
    add({package: 'a', reason: 'x'.repeat(1_000_000), status: 'refused'})
    const [failure] = file.read()!.failures
    expect(failure!.reason).toMatch(/^x{299}…$/)
    ledger.close({isFinished: true})
  })

  it('saves nothing while nothing is settled', () => {
    const {ledger} = open()
    vi.advanceTimersByTime(5000)
    expect(ledger.isResumable).toBe(false)
    ledger.close({isFinished: false})
    expect(file.read()).toBeUndefined()
  })

  it('saves how far it has come when the run is stopped; what is unanswered is to be asked again', () => {
    const {add, ledger} = open()
    add(queued('a'), refused('b'), unanswered('c'), unanswered('d'))
    ledger.close({isFinished: false})
    expect(ledger.isResumable).toBe(true)
    expect(file.read()).toMatchObject({last: 'b', queued: 1, refused: 1})
    expect(file.read()!.failures).toHaveLength(1)
    expect(readFileSync(ledger.failureList!, 'utf8')).toBe('b # no\nc # no answer\nd # no answer\n')
  })

  it('saves how many had been left out when the last package was settled: the source is ahead of it', () => {
    const {add, ledger, tally} = open()
    tally.skipped = 1
    add(queued('numpy'), queued('pandas'))
    tally.skipped = 2
    ledger.close({isFinished: false})
    expect(file.read()).toMatchObject({last: 'pandas', skipped: 1})
  })

  it('leaves no checkpoint when the run has come to its end', () => {
    const {add, ledger} = open()
    add(queued('a'))
    ledger.close({isFinished: true})
    expect(file.read()).toBeUndefined()
    expect(ledger.isResumable).toBe(false)
    vi.advanceTimersByTime(5000)
    expect(file.read()).toBeUndefined()
  })

  it('goes on with the counts and the list of an earlier part, but for what was unanswered there', () => {
    const first = open()
    first.add(queued('a'), refused('b'), unanswered('c'))
    first.ledger.close({isFinished: false})
    const second = open({last: 'b', list: 'second.txt'})
    second.add(queued('c'), refused('d'))
    second.ledger.close({isFinished: false})
    expect(file.read()).toMatchObject({last: 'd', queued: 2, refused: 2})
    expect(readFileSync(second.ledger.failureList!, 'utf8')).toBe('b # no\nd # no\n')
  })

  it('can still be gone on with where nothing more was settled', () => {
    const first = open()
    first.add(queued('a'))
    first.ledger.close({isFinished: false})
    const {ledger} = open({last: 'a', list: 'second.txt'})
    ledger.close({isFinished: false})
    expect(ledger.isResumable).toBe(true)
    expect(file.read()).toMatchObject({last: 'a', queued: 1})
  })

  it('says once that it cannot save, tries again, and succeeds when it can', () => {
    mkdirSync(file.path, {recursive: true})
    const {add, ledger, onProblem} = open({isFirst: true})
    add(queued('a'), queued('b'))
    vi.advanceTimersByTime(5000)
    expect(onProblem.mock.calls).toEqual([[expect.stringContaining('it is a directory')]])
    rmSync(file.path, {recursive: true})
    vi.advanceTimersByTime(1000)
    expect(file.read()).toMatchObject({last: 'b'})
    ledger.close({isFinished: false})
    expect(ledger.isResumable).toBe(true)
    expect(onProblem).toHaveBeenCalledOnce()
  })

  it('does not claim that a run can be gone on with that could not be saved', () => {
    mkdirSync(file.path, {recursive: true})
    const failures = new FailureList({name: () => path.join(folder, 'list.txt'), onChanged() {}, onProblem() {}})
    const onProblem = vi.fn()
    const tally = new Tally()
    const resumable = {
      address: 'ipc:///tmp/piw-import',
      database: 'postgres:///piwheels',
      file,
      last: undefined,
      match: null,
      olderThan: null,
      part: 'index',
      socket: () => 'first',
      started: '',
      total: 9,
      writtenUntil: () => 0,
    } as const
    const ledger = new Ledger({failures, onProblem, resumable, tally})
    ledger.add(queued('a'))
    ledger.close({isFinished: false})
    expect(ledger.isResumable).toBe(false)
    expect(onProblem).toHaveBeenCalledOnce()
    expect(tally.queued).toBe(1)
  })

  it('saves that the run has begun, long before anything may be settled', () => {
    const {ledger} = open()
    ledger.begin()
    expect(file.read()).toMatchObject({last: null, queued: 0, total: 9})
    ledger.close({isFinished: false})
    expect(ledger.isResumable).toBe(true)
  })

  it('of a run that goes on with another keeps what that came to when it begins', () => {
    const first = open()
    first.add(queued('a'))
    first.ledger.close({isFinished: false})
    const {ledger} = open({last: 'a', list: 'second.txt'})
    ledger.begin()
    expect(file.read()).toMatchObject({last: 'a', queued: 1})
    ledger.close({isFinished: false})
  })

  it('counts written pages, and those given up, as settled', () => {
    const {add, ledger} = open()
    add(written('a'), unwritten('b'), written('c'))
    ledger.close({isFinished: false})
    expect(file.read()).toMatchObject({
      failures: [{package: 'b', reason: 'not written', status: 'unwritten'}],
      last: 'c',
      queued: 3,
      unwritten: 1,
      written: 2,
    })
  })

  it('goes no further than the first page that is not settled: what is behind it is to be asked for again', () => {
    const {add, ledger, tally} = open()
    add(written('a'), refused('b'), unwritten('c', {isGivenUp: false}), written('d'), refused('e'))
    expect(tally).toMatchObject({queued: 3, refused: 2, unwritten: 1, written: 2})
    ledger.close({isFinished: false})
    expect(file.read()).toMatchObject({last: 'b', queued: 1, refused: 1, unwritten: 0, written: 1})
    expect(file.read()!.failures).toHaveLength(1)
    const second = open({last: 'b', list: 'second.txt'})
    second.add(written('c'))
    second.ledger.close({isFinished: false})
    expect(readFileSync(second.ledger.failureList!, 'utf8')).toBe('b # no\n')
    expect(file.read()).toMatchObject({last: 'c', queued: 2, refused: 1, written: 2})
  })

  describe('where the master may have died with what it had queued', () => {
    it('saves up to where all is written, and how it stood then', () => {
      const run = open()
      settle(run, queued('a'), refused('b'))
      settle(run, queued('c'))
      expect(file.read()).toMatchObject({last: 'c', queued: 2, safe: {last: null, queued: 0, refused: 0}})
      writtenUntil = Infinity
      vi.advanceTimersByTime(1000)
      writtenUntil = 0
      settle(run, queued('d'))
      expect(file.read()).toMatchObject({
        last: 'd',
        queued: 3,
        refused: 1,
        safe: {failures: [{package: 'b'}], last: 'c', queued: 2, refused: 1},
        socket: 'first',
      })
      run.ledger.close({isFinished: true})
    })

    it('goes back to what is safe when the master is lost, until all has been queued again', () => {
      const run = open()
      writtenUntil = Infinity
      settle(run, queued('a'))
      writtenUntil = 0
      settle(run, queued('b'), queued('c'))
      run.ledger.lost()
      vi.advanceTimersByTime(1000)
      expect(file.read()).toMatchObject({last: 'a', queued: 1})
      settle(run, requeued('b'))
      expect(file.read()).toMatchObject({last: 'a', queued: 1})
      settle(run, requeued('c'), queued('d'))
      expect(file.read()).toMatchObject({last: 'd', queued: 4, requeued: 2, safe: {last: 'a', queued: 1}})
      run.ledger.close({isFinished: true})
    })

    it('keeps to what is safe where the run ends before all has been queued again', () => {
      const run = open()
      writtenUntil = Infinity
      settle(run, queued('a'))
      writtenUntil = 0
      settle(run, queued('b'), queued('c'))
      run.ledger.lost()
      run.add(requeued('b'), {package: 'c', status: 'unanswered', wasQueued: true}, unanswered('d'))
      run.ledger.close({isFinished: false})
      expect(run.tally).toMatchObject({queued: 2, requested: 4, requeued: 1, unanswered: 2})
      expect(file.read()).toMatchObject({failures: [], last: 'a', queued: 1, requeued: 0})
      expect(readFileSync(run.ledger.failureList!, 'utf8')).toBe(
        'c # queued, but the master may have died before writing the page\nd # no answer\n',
      )
    })

    it('counts as queued again what an earlier part of the run had queued', () => {
      const run = open({isFirst: true, last: 'a', repeatsUntil: 'c'})
      run.add(queued('b'), queued('c'), queued('d'))
      expect(run.tally).toMatchObject({queued: 3, requeued: 2})
      run.ledger.close({isFinished: true})
    })

    it('of a run that has settled nothing leaves alone the checkpoint of an earlier one', () => {
      const {ledger} = open()
      ledger.lost()
      vi.advanceTimersByTime(1000)
      expect(file.read()).toBeUndefined()
      ledger.close({isFinished: false})
    })
  })

  it('of a run that cannot be taken up only counts', () => {
    const tally = new Tally()
    const failures = new FailureList({name: () => path.join(folder, 'list.txt'), onChanged() {}, onProblem() {}})
    const ledger = new Ledger({failures, onProblem() {}, tally})
    ledger.add(queued('a'))
    ledger.close({isFinished: false})
    expect(tally.queued).toBe(1)
    expect(ledger.isResumable).toBe(false)
    expect(file.read()).toBeUndefined()
  })
})
