import {describe, expect, it} from 'vitest'

import type {Report} from '../../../src/rebuild/report.js'

import {Tally} from '../../../src/rebuild/books/tally.js'
import {type Outcome} from '../../../src/rebuild/requests/outcome.js'
import {summarize} from '../../../src/view/summary.js'

const queued = (name: null | string = 'numpy'): Outcome => ({package: name, status: 'queued'})
const refused = (name: null | string = 'foo', reason = `unknown package ${name}`): Outcome => ({
  package: name,
  reason,
  status: 'refused',
})
const unanswered = (name: null | string = 'bar'): Outcome => ({package: name, status: 'unanswered'})
const unwritten = (name: null | string = 'baz'): Outcome => ({
  isGivenUp: true,
  package: name,
  reason: 'not written within 5 s',
  status: 'unwritten',
})
const written = (name: null | string = 'numpy'): Outcome => ({package: name, status: 'written'})

function reportOf(outcomes: readonly Outcome[], rest: Partial<Report> = {}): Report {
  const tally = new Tally()
  tally.skipped = rest.skipped ?? 0
  for (const outcome of outcomes) tally.add(outcome)
  return {
    ...tally.report({
      error: null,
      failureList: null,
      match: null,
      olderThan: null,
      pace: {kind: 'unlimited', longestWait: null, maxWait: null, rate: null},
      part: 'project',
      resumable: false,
      seconds: 1.5,
      singleRequest: false,
      stopped: null,
      waited: false,
      ...rest,
    }),
  }
}

describe('what a run came to', () => {
  describe('a tally', () => {
    it('counts each outcome once, and the counts add up', () => {
      const tally = new Tally()
      for (const outcome of [queued(), refused(), unanswered(), queued(), unanswered(), queued()]) tally.add(outcome)
      expect(tally).toMatchObject({failed: 3, queued: 3, refused: 1, requested: 6, unanswered: 2})
    })

    it('counts what was written, and what was not, among what was queued', () => {
      const tally = new Tally()
      for (const outcome of [written(), unwritten(), written(), refused()]) tally.add(outcome)
      expect(tally).toMatchObject({failed: 1, queued: 3, requested: 4, unwritten: 1, written: 2})
    })

    it('names the first ten that were not queued, with the reasons, and only counts the others', () => {
      const tally = new Tally()
      tally.add(unanswered())
      for (let count = 0; count < 1000; count++) tally.add(refused(`pkg-${count}`))
      expect(tally.failures).toHaveLength(10)
      expect(tally.failures.slice(0, 2)).toEqual([
        {package: 'bar', reason: null, status: 'unanswered'},
        {package: 'pkg-0', reason: 'unknown package pkg-0', status: 'refused'},
      ])
      expect(tally.refused).toBe(1000)
    })

    it('reports what it counted, with what else is known', () => {
      expect(reportOf([queued(), refused()], {skipped: 3, stopped: 'Stopped by Ctrl-C.'})).toEqual({
        error: null,
        failureList: null,
        failures: [{package: 'foo', reason: 'unknown package foo', status: 'refused'}],
        match: null,
        olderThan: null,
        pace: {kind: 'unlimited', longestWait: null, maxWait: null, rate: null},
        part: 'project',
        queued: 1,
        refused: 1,
        requested: 2,
        requeued: 0,
        resumable: false,
        seconds: 1.5,
        singleRequest: false,
        skipped: 3,
        stopped: 'Stopped by Ctrl-C.',
        unanswered: 0,
        unasked: 0,
        unwritten: 0,
        upToDate: 0,
        waited: false,
        written: 0,
      })
    })
  })

  describe('a summary', () => {
    it('says what became of all', () => {
      expect(summarize(reportOf(Array.from({length: 1234}, () => queued())))).toEqual([
        '1,234 queued, 0 refused, 0 unanswered in 1.5 s.',
      ])
    })

    it('names what was not queued, and why', () => {
      expect(summarize(reportOf([queued(), refused(), unanswered()]))).toEqual([
        '1 queued, 1 refused, 1 unanswered in 1.5 s.',
        '  foo: unknown package foo',
        '  bar: no answer',
      ])
    })

    it('says how many more there are than it names', () => {
      const lines = summarize(reportOf(Array.from({length: 1234}, (_, index) => refused(`pkg-${index}`))))
      expect(lines).toHaveLength(12)
      expect(lines.at(-1)).toBe('  … and 1,224 more')
    })

    it('says what was skipped (invalid name), and what stopped it', () => {
      const report = reportOf([queued()], {seconds: 125, skipped: 2, stopped: 'Stopped by Ctrl-C.'})
      expect(summarize(report)).toEqual([
        'Stopped by Ctrl-C. 1 queued, 0 refused, 0 unanswered, 2 skipped (invalid name) in 2 min 5 s.',
      ])
    })

    it('says how many pages are written, where they were waited for', () => {
      expect(summarize(reportOf([written(), written(), refused()], {waited: true}))[0]).toBe(
        '2 queued, 1 refused, 0 unanswered, 2 written in 1.5 s.',
      )
    })

    it('names pages that were not written, and why', () => {
      expect(summarize(reportOf([written(), unwritten()], {waited: true}))).toEqual([
        '2 queued, 0 refused, 0 unanswered, 1 written, 1 not written in 1.5 s.',
        '  baz: not written within 5 s',
      ])
    })

    it('says how many pages were up to date', () => {
      const tally = new Tally()
      tally.upToDate = 1988
      const report = {...reportOf([queued()]), upToDate: tally.upToDate}
      expect(summarize(report)[0]).toBe('1 queued, 0 refused, 0 unanswered, 1,988 up to date in 1.5 s.')
    })

    it('of nothing says so', () => {
      expect(summarize(reportOf([]))).toEqual(['0 queued, 0 refused, 0 unanswered in 1.5 s.'])
    })

    it.each<[Outcome, string]>([
      [queued(null), 'Queued: the home page.'],
      [refused(null, 'not now'), 'The master refused to rebuild the home page: not now'],
      [written(null), 'Written: the home page.'],
      [unwritten(null), 'Queued, but not written within 5 s: the home page.'],
      [unanswered(null), 'No answer: it is unknown whether the home page will be rebuilt.'],
    ])('of a page of the site is one sentence', (outcome, sentence) => {
      const waited = outcome.status === 'written' || outcome.status === 'unwritten'
      expect(summarize(reportOf([outcome], {part: 'home', singleRequest: true, waited}))).toEqual([sentence])
    })

    it('shows what came from the master so that a terminal does not act on it', () => {
      const evil = '\u001B[31m\u0007\u202E'
      const shown = [
        ...summarize(reportOf([refused('foo', evil)])),
        ...summarize(reportOf([refused(null, evil)], {part: 'search'})),
      ].join('\n')
      for (const character of ['\u001B', '\u0007', '\u202E']) expect(shown).not.toContain(character)
      expect(shown).toContain(String.raw`\x1b[31m\x07\u202e`)
    })
  })
})
