import {once} from 'node:events'
import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 20_000, packages: invented(20_000), serviceTime: 1})

describe('a database that goes away in mid-stream', () => {
  it('is waited for, which is said and can be stopped, with all that was sent settled', async () => {
    const before = await stage.master.count()
    const {child, result} = stage.start(['project', '--yes'])
    await stage.master.untilReceived(before + 100)
    await stage.database.kill('SIGKILL')
    await stage.master.set({serviceTime: 0})
    const [warning] = (await once(child.stderr, 'data')) as [string]
    child.kill('SIGTERM')
    const {code, stdout} = await result
    expect(warning).toMatch(/^Warning: The connection to PostgreSQL was lost .*: waiting for the database to return/)
    const [, queued = ''] = /([\d,]+) queued, 0 refused, 0 unanswered/.exec(stdout) ?? []
    expect(Number(queued.replaceAll(',', ''))).toBe((await stage.asked()).length)
    expect(code).toBe(143)
  })
})
