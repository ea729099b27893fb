import {readFileSync, renameSync} from 'node:fs'
import path from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {LogFile} from '../../src/files/log-file.js'
import {temporaryFolder} from '../support/master-at.js'
import {DIST, runProgram} from '../support/program.js'

describe('a log file', () => {
  let file: string
  let log: LogFile

  beforeEach(async () => {
    vi.useFakeTimers({toFake: ['performance']})
    file = path.join(await temporaryFolder(), 'piw.log')
    log = new LogFile(file)
  })

  afterEach(() => {
    log.close()
    vi.useRealTimers()
  })

  it('is appended to', () => {
    log.write('one\n')
    log.close()
    log = new LogFile(file)
    log.write('two\n')
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
  })

  it('that has been renamed is left, and made anew, readable by its owner only', () => {
    log.write('one\n')
    renameSync(file, `${file}.1`)
    vi.advanceTimersByTime(1000)
    log.write('two\n')
    expect(readFileSync(file, 'utf8')).toBe('two\n')
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('one\n')
  })

  it('that has been replaced is left', () => {
    const other = new LogFile(`${file}.new`)
    renameSync(`${file}.new`, file)
    other.write('made by another\n')
    other.close()
    vi.advanceTimersByTime(1000)
    log.write('two\n')
    expect(readFileSync(file, 'utf8')).toBe('made by another\ntwo\n')
  })

  it.each(['/dev/stderr', '/proc/self/fd/2', '/dev/fd/2'])('may be %s', async (stream) => {
    const text = `import {LogFile} from '${DIST}files/log-file.js'
      const log = new LogFile('${stream}')
      log.write('line\\n')
      log.close()
      console.error('still open')`
    expect(await runProgram(text)).toMatchObject({code: 0, stderr: 'line\nstill open\n'})
  })
})
