import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 100_000, packages: invented(100_000), record: false})

/** The most memory that a piw took, in MB. */
async function peak(...args: string[]): Promise<{megabytes: number; stdout: string}> {
  const file = stage.home.at('peak')
  const note = `import {writeFileSync} from 'node:fs'
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)))`
  const {stdout} = await stage.rebuild(['project', '--yes', ...args], {
    node: ['--import', `data:text/javascript,${encodeURIComponent(note)}`],
  })
  return {megabytes: Number(readFileSync(file, 'utf8')) / 1024, stdout}
}

describe('the memory of piw rebuild', () => {
  it('100,000 packages take at most 15 MB more than 1,000', async () => {
    const few = await peak('--match', 'pkg-0000*')
    const many = await peak()
    expect(few.stdout).toContain('999 queued')
    expect(many.stdout).toContain('100,000 queued')
    expect(many.megabytes).toBeLessThan(few.megabytes + 15)
  })
})
