import {mkdirSync, symlinkSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import {outdated} from '../../src/pages/outdated.js'
import {type PackagePart, packageRequest} from '../../src/rebuild/part.js'
import {oneByOne} from '../support/master-at.js'
import {TestSite} from './site.js'

const LIMIT = new Date('2026-11-20T10:00:00Z')
const BEFORE = '2026-11-20T09:59:59.999Z'

describe('outdated pages', () => {
  let site: TestSite

  beforeEach(async () => {
    site = await TestSite.make()
  })

  async function chosen(names: readonly string[], part: PackagePart = 'project') {
    const current: string[] = []
    const taken: string[] = []
    const options = {
      onCurrent: (name: string) => current.push(name),
      requestOf: (name: string) => packageRequest(part, name),
      site,
      time: LIMIT,
    }
    for await (const some of outdated(oneByOne(names), options)) taken.push(...some)
    return {current, taken}
  }

  it('are those written before the moment, and those that are missing, in their order', async () => {
    site.writtenAt(BEFORE, 'project/old/index.html')
    site.writtenAt(LIMIT, 'project/new/index.html')
    expect(await chosen(['old', 'new', 'missing'])).toEqual({current: ['new'], taken: ['old', 'missing']})
  })

  it.each([
    ['project', BEFORE, LIMIT],
    ['simple', LIMIT, BEFORE],
  ])('of an index request are those of which only the file in %s is', async (_which, projectTime, simpleTime) => {
    site.writtenAt(projectTime, 'project/a/index.html')
    site.writtenAt(simpleTime, 'simple/a/index.html')
    site.writtenAt(LIMIT, 'project/b/index.html', 'simple/b/index.html')
    expect(await chosen(['a', 'b'], 'index')).toEqual({current: ['b'], taken: ['a']})
  })

  it('take in what cannot be looked at, which is told', async () => {
    mkdirSync(site.at('project'))
    symlinkSync('loop', site.at('project/loop'))
    expect((await chosen(['loop'])).taken).toEqual(['loop'])
    expect(site.onHidden).toHaveBeenCalledWith(
      site.at('project/loop/index.html'),
      expect.stringContaining('form a loop'),
    )
  })

  it('are found in order among many', async () => {
    const names = Array.from({length: 1000}, (_, index) => `pkg-${index}`)
    for (const [index, name] of names.entries()) {
      if (index % 3 > 0) site.writtenAt(index % 3 === 1 ? BEFORE : LIMIT, `project/${name}/index.html`)
    }

    const {current, taken} = await chosen(names)
    expect(taken).toEqual(names.filter((_, index) => index % 3 < 2))
    expect(current).toEqual(names.filter((_, index) => index % 3 === 2))
  })

  it('are looked for only a little ahead of what is taken', async () => {
    let read = 0
    async function* names() {
      for (;;) yield `pkg-${read++}`
    }

    const options = {onCurrent() {}, requestOf: (name: string) => packageRequest('project', name), site, time: LIMIT}
    for await (const [name] of outdated(oneByOne(names()), options)) if (name === 'pkg-99') break
    expect(read).toBeLessThan(150)
  })
})
