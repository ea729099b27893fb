import {execFileSync} from 'node:child_process'
import {readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it} from 'vitest'

import {SpeedMemory} from '../../../src/rebuild/books/speed-memory.js'
import {temporaryFolder} from '../../support/master-at.js'

const ADDRESS = 'ipc:///tmp/piw-import'
const NOW = new Date('2026-11-27T12:00:00Z')
const hoursLater = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)

describe('the speed of a master that is remembered', () => {
  it('is that of the import queue and the part', async () => {
    const folder = await temporaryFolder()
    new SpeedMemory(folder, ADDRESS, 'project').keep(210, NOW)
    new SpeedMemory(folder, ADDRESS, 'index').keep(140, NOW)
    expect(new SpeedMemory(folder, ADDRESS, 'project').recall(NOW)?.speed).toBe(210)
    expect(new SpeedMemory(folder, ADDRESS, 'index').recall(NOW)?.speed).toBe(140)
    expect(new SpeedMemory(folder, 'ipc:///run/other', 'project').recall(NOW)).toBeUndefined()
  })

  it('is trusted by three quarters, and by half of that after six hours', async () => {
    const memory = new SpeedMemory(await temporaryFolder(), ADDRESS, 'project')
    memory.keep(200, NOW)
    expect(memory.recall(NOW)?.trusted).toBe(150)
    expect(memory.recall(hoursLater(6))?.trusted).toBe(75)
    expect(memory.recall(hoursLater(48))?.trusted).toBeLessThan(1)
  })

  it('is not waited for where a FIFO is in its place', async () => {
    const folder = await temporaryFolder()
    execFileSync('mkfifo', [path.join(folder, 'speed.json')])
    expect(new SpeedMemory(folder, ADDRESS, 'project').recall(NOW)).toBeUndefined()
  })

  it('is kept for the user alone, without a draft left behind', async () => {
    const folder = await temporaryFolder()
    new SpeedMemory(folder, ADDRESS, 'project').keep(200, NOW)
    expect(readdirSync(folder)).toEqual(['speed.json'])
    // eslint-disable-next-line no-bitwise
    expect(statSync(path.join(folder, 'speed.json')).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{', 'null', '[]', '7', `{"project ${ADDRESS}": {"speed": "x", "time": "never"}}`])(
    'is nothing where the file is damaged: %s',
    async (content) => {
      const folder = await temporaryFolder()
      writeFileSync(path.join(folder, 'speed.json'), content)
      const memory = new SpeedMemory(folder, ADDRESS, 'project')
      expect(memory.recall(NOW)).toBeUndefined()
      memory.keep(200, NOW)
      expect(memory.recall(NOW)?.speed).toBe(200)
    },
  )

  it('is nothing where it cannot be written, and no error', async () => {
    const folder = path.join(await temporaryFolder(), 'state')
    symlinkSync('/nowhere/at/all', folder)
    const memory = new SpeedMemory(folder, ADDRESS, 'project')
    memory.keep(200, NOW)
    expect(memory.recall(NOW)).toBeUndefined()
  })
})
