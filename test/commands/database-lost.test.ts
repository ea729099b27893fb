import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 20_000, packages: invented(20_000), serviceTime: 1})

describe('piw rebuild of all packages', () => {
  it('a database that goes away in mid-stream is an error, once what was sent is settled', async () => {
    const before = await stage.master.count()
    const {result} = stage.start(['project', '--yes'])
    await stage.master.untilReceived(before + 100)
    await stage.database.kill('SIGKILL')
    await stage.master.set({serviceTime: 0})
    const {code, stderr, stdout} = await result
    expect(stderr).toContain('Error: The connection to PostgreSQL was lost')
    const [, queued = ''] = /^([\d,]+) queued, 0 refused, 0 unanswered/m.exec(stdout) ?? []
    expect(Number(queued.replaceAll(',', ''))).toBe((await stage.asked()).length)
    expect(code).toBe(1)
  })
})
