import {mkdirSync, readFileSync} from 'node:fs'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {Logger, type Verbosity} from '../../src/piw/logger.js'
import {Home} from '../support/piw.js'

let home: Home
let shown: string[]

function logAll(log: Logger) {
  log.info('i')
  log.warn('w')
  log.error('e')
  log.close()
}

describe('Logger', () => {
  beforeEach(() => {
    home = new Home()
    shown = []
  })

  afterEach(() => {
    vi.useRealTimers()
    home.remove()
  })

  const logger = (verbosity: Verbosity = 'normal', file?: string) =>
    new Logger({file, name: 'piw.rebuild.project', show: (line) => shown.push(line), verbosity})

  describe('what a logger shows', () => {
    it.each<[Verbosity, string[]]>([
      ['quiet', ['Error: e']],
      ['normal', ['Warning: w', 'Error: e']],
      ['verbose', ['i', 'Warning: w', 'Error: e']],
    ])('when %s is %s', (verbosity, expected) => {
      logAll(logger(verbosity))
      expect(shown).toEqual(expected)
    })

    it('leaves out what is only recorded', () => {
      logger('verbose').record('ERROR', 'x')
      expect(shown).toEqual([])
    })
  })

  describe('a log file', () => {
    it('takes a line an event, in the form of the suite, in local time', () => {
      vi.useFakeTimers({now: new Date(2026, 10, 2, 9, 5, 7, 42)})
      const log = logger('normal', home.at('log'))
      log.info('done')
      expect(readFileSync(home.at('log'), 'utf8')).toBe('2026-11-02 09:05:07,042 piw.rebuild.project INFO: done\n')
    })

    it.each<Verbosity>(['quiet', 'normal', 'verbose'])('takes every level when %s', (verbosity) => {
      logAll(logger(verbosity, home.at('log')))
      expect(readFileSync(home.at('log'), 'utf8').match(/ (INFO|WARNING|ERROR): /g)).toEqual([
        ' INFO: ',
        ' WARNING: ',
        ' ERROR: ',
      ])
    })

    it('keeps an event to its line, whatever is in it', () => {
      const log = logger('normal', home.at('log'))
      log.record('INFO', 'one\ntwo\u001B[31m')
      expect(readFileSync(home.at('log'), 'utf8')).toMatch(/ INFO: one\\x0atwo\\x1b\[31m\n$/)
    })

    it('is added to', () => {
      home.write('log', 'before\n')
      logger('normal', home.at('log')).info('after')
      expect(readFileSync(home.at('log'), 'utf8')).toMatch(/^before\n.*after\n$/)
    })

    it('that cannot be opened is said once, and done without', () => {
      mkdirSync(home.at('log'))
      logAll(logger('quiet', home.at('log')))
      expect(shown).toEqual([
        expect.stringMatching(/^Warning: no log is written from here on to .*: it is a directory/),
        'Error: e',
      ])
    })

    it('in a folder that is missing is said once, and done without', () => {
      logAll(logger('quiet', home.at('no', 'log')))
      expect(shown).toEqual([expect.stringContaining('no such file or directory'), 'Error: e'])
    })

    it('that is full is said once, and done without', () => {
      logAll(logger('quiet', '/dev/full'))
      expect(shown).toEqual([expect.stringContaining('the disk is full'), 'Error: e'])
    })

    it('may be closed twice', () => {
      const log = logger('normal', home.at('log'))
      log.close()
      expect(() => log.close()).not.toThrow()
    })

    it('takes nothing once it is closed', () => {
      const log = logger('normal', home.at('log'))
      log.close()
      log.info('late')
      expect(readFileSync(home.at('log'), 'utf8')).toBe('')
    })
  })
})
