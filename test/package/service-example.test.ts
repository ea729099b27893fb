import {execFile} from 'node:child_process'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {describe, expect, it, onTestFinished} from 'vitest'

import {givenMaster} from '../support/master-at.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

describe('the service in docs/reuse.md', () => {
  it('rebuilds three packages without a command', async () => {
    const docs = readFileSync(`${ROOT}docs/reuse.md`, 'utf8')
    const [, code = ''] = /^`rebuild-three\.js`[^\n]*\n\n```js\n(.*?)^```$/ms.exec(docs) ?? []
    // In the package, so that it finds the package by its name.
    const file = `${ROOT}rebuild-three-${process.pid}.mjs`
    writeFileSync(file, code)
    onTestFinished(() => rmSync(file))
    const master = await givenMaster({packages: ['numpy', 'scipy']})
    const {stdout} = await promisify(execFile)(process.execPath, [file, master.address])
    expect(stdout).toMatch(/^connecting/)
    expect(stdout).toMatch(/\n2 queued, 1 refused\n$/)
    expect((await master.requests()).map(({request}) => request)).toEqual([
      ['REBUILD', ['PROJECT', 'numpy']],
      ['REBUILD', ['PROJECT', 'scipy']],
      ['REBUILD', ['PROJECT', 'pandas']],
    ])
  })
})
