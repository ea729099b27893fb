import {utimesSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import type {RebuildRequest} from '../../src/import-queue/messages.js'

import {look} from '../../src/pages/file-state.js'
import {isWrittenSince} from '../../src/pages/written-since.js'
import {project} from '../support/master-at.js'
import {TestSite} from './site.js'

const PAGE = 'project/numpy/index.html'
const INDEX = 'simple/numpy/index.html'
const both: RebuildRequest = ['REBUILD', ['BOTH', 'numpy']]

describe('whether a page was written after a moment', () => {
  let site: TestSite

  beforeEach(async () => {
    site = await TestSite.make()
  })

  /** When a file was made, in milliseconds. */
  async function born(file: string): Promise<number> {
    const state = await look(site.at(file))
    return (state.is === 'there' && state.born) || Number.NaN
  }

  it('is so if its file was made after that', async () => {
    site.write(PAGE)
    expect(await isWrittenSince(site.folder, project('numpy'), (await born(PAGE)) - 1)).toBe(true)
  })

  it('is not if its file was made before, and when it is missing', async () => {
    site.write(PAGE)
    expect(await isWrittenSince(site.folder, project('numpy'), (await born(PAGE)) + 1)).toBe(false)
    expect(await isWrittenSince(site.folder, project('pandas'), 0)).toBe(false)
  })

  it('is not if the file was only touched since', async () => {
    site.write(PAGE)
    const moment = (await born(PAGE)) + 1
    utimesSync(site.at(PAGE), new Date(moment + 5000), new Date(moment + 5000))
    expect(await isWrittenSince(site.folder, project('numpy'), moment)).toBe(false)
  })

  it('takes both pages of an index request', async () => {
    site.write(PAGE, INDEX)
    const moment = Math.max(await born(PAGE), await born(INDEX)) + 1
    expect(await isWrittenSince(site.folder, both, moment - 100)).toBe(true)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
    site.write(INDEX)
    expect(await isWrittenSince(site.folder, both, moment)).toBe(false)
    site.write(PAGE)
    expect(await isWrittenSince(site.folder, both, moment)).toBe(true)
  })

  it('is not while the last file of the page is older: the master was killed in between', async () => {
    site.write('project/numpy/json/index.json')
    const moment = (await born('project/numpy/json/index.json')) + 1
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
    site.write(PAGE)
    expect(await isWrittenSince(site.folder, project('numpy'), moment)).toBe(false)
    site.write('project/numpy/json/index.json')
    expect(await isWrittenSince(site.folder, project('numpy'), moment)).toBe(true)
  })

  it('is not where nobody can tell: no folder, a request for all packages', async () => {
    expect(await isWrittenSince('/no/such/folder', ['REBUILD', ['HOME']], 0)).toBe(false)
    expect(await isWrittenSince(site.folder, ['REBUILD', ['PROJECT', null]], 0)).toBe(false)
  })
})
