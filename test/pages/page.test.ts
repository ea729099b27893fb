import {mkdirSync, symlinkSync, unlinkSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import type {RebuildRequest} from '../../src/import-queue/messages.js'

import {Page} from '../../src/pages/page.js'
import {TestSite} from './site.js'

const PROJECT: RebuildRequest = ['REBUILD', ['PROJECT', 'numpy']]

describe('a page', () => {
  let site: TestSite

  beforeEach(async () => {
    site = await TestSite.make()
  })

  describe.each<[RebuildRequest, readonly string[]]>([
    [['REBUILD', ['HOME']], ['index.html']],
    [['REBUILD', ['SEARCH']], ['packages.json']],
    [PROJECT, ['project/numpy/index.html']],
    [
      ['REBUILD', ['BOTH', 'numpy']],
      ['project/numpy/index.html', 'simple/numpy/index.html'],
    ],
  ])('of %j', (request, files) => {
    it('that was there is written when other files have taken the places of all of its own', async () => {
      site.write(...files)
      const page = await Page.before(site, request)
      expect(await page.isWritten()).toBe(false)
      for (const file of files) {
        expect(await page.isWritten()).toBe(false)
        site.write(file)
      }

      expect(await page.isWritten()).toBe(true)
    })

    it('that was not there is written when all of it is', async () => {
      const page = await Page.before(site, request)
      for (const file of files) {
        expect(await page.isWritten()).toBe(false)
        site.write(file)
      }

      expect(await page.isWritten()).toBe(true)
    })
  })

  it('is not written by pages of other packages, or other pages of its package', async () => {
    const page = await Page.before(site, PROJECT)
    site.write('project/numpy-base/index.html', 'simple/numpy/index.html', 'project/numpy/numpy.json')
    expect(await page.isWritten()).toBe(false)
  })

  it('stays written when one of its two files is replaced again, or goes, before the other is written', async () => {
    const page = await Page.before(site, ['REBUILD', ['BOTH', 'numpy']])
    site.write('simple/numpy/index.html')
    expect(await page.isWritten()).toBe(false)
    unlinkSync(site.at('simple/numpy/index.html'))
    site.write('project/numpy/index.html')
    expect(await page.isWritten()).toBe(true)
  })

  it('that is removed is not written', async () => {
    site.write('project/numpy/index.html')
    const page = await Page.before(site, PROJECT)
    unlinkSync(site.at('project/numpy/index.html'))
    expect(await page.isWritten()).toBe(false)
  })

  it('that cannot be looked at is not written, and that is told', async () => {
    mkdirSync(site.at('project'))
    symlinkSync('numpy', site.at('project/numpy'))
    const page = await Page.before(site, PROJECT)
    expect(await page.isWritten()).toBe(false)
    expect(site.onHidden).toHaveBeenLastCalledWith(
      site.at('project/numpy/index.html'),
      expect.stringContaining('form a loop'),
    )
  })
})
