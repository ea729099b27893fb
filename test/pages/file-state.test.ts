import {execFileSync} from 'node:child_process'
import {appendFileSync, chmodSync, mkdirSync, statSync, symlinkSync, utimesSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import {look} from '../../src/pages/file-state.js'
import {TestSite} from './site.js'

const PAGE = 'project/numpy/index.html'

describe('the state of a file', () => {
  let site: TestSite

  beforeEach(async () => {
    site = await TestSite.make()
  })

  async function identity() {
    const state = await look(site.at(PAGE))
    return state.is === 'there' ? state.identity : undefined
  }

  it('has when it was written', async () => {
    site.writtenAt('2026-11-20T10:00:00Z', PAGE)
    expect(await look(site.at(PAGE))).toMatchObject({is: 'there', time: Date.parse('2026-11-20T10:00:00Z')})
  })

  it('stays that of the same file, however often it is looked at', async () => {
    site.write(PAGE)
    expect(await identity()).toBe(await identity())
  })

  it('becomes another when another file takes its place', async () => {
    site.write(PAGE)
    const before = await identity()
    site.write(PAGE)
    expect(await identity()).not.toBe(before)
  })

  it('becomes another when it is replaced twice, even by a file with the inode of the first', async () => {
    site.write(PAGE)
    const before = await identity()
    const {ino} = statSync(site.at(PAGE))
    // As ext4 does it with the second; another file system may take its time, or never do it.
    for (let times = 0; times < 50; times++) {
      site.write(PAGE)
      if (times > 0 && statSync(site.at(PAGE)).ino === ino) break
    }

    expect(await identity()).not.toBe(before)
  })

  it.each<[string, (file: string) => void]>([
    ['chmod', (file) => chmodSync(file, 0o600)],
    ['touch', (file) => utimesSync(file, new Date(), new Date())],
    ['more text', (file) => appendFileSync(file, 'more')],
  ])('stays the same after %s, which makes no other file', async (_what, change) => {
    site.write(PAGE)
    const before = await identity()
    change(site.at(PAGE))
    expect(await identity()).toBe(before)
  })

  it('is missing where there is no such file', async () => {
    expect(await look(site.at(PAGE))).toEqual({is: 'missing'})
  })

  it('is missing where a file is in the place of its folder', async () => {
    site.write('project/numpy')
    expect(await look(site.at(PAGE))).toEqual({is: 'missing'})
  })

  it('is missing where its name is longer than the file system takes', async () => {
    expect(await look(site.at(`project/${'x'.repeat(300)}/index.html`))).toEqual({is: 'missing'})
  })

  it.each<[string, (file: string) => void]>([
    ['a directory', (file) => mkdirSync(file)],
    ['a FIFO', (file) => execFileSync('mkfifo', [file])],
    ['a link to a device', (file) => symlinkSync('/dev/null', file)],
  ])('is hidden where %s has its place', async (_what, make) => {
    mkdirSync(site.at('project/numpy'), {recursive: true})
    make(site.at(PAGE))
    expect(await look(site.at(PAGE))).toEqual({is: 'hidden', problem: 'it is not a regular file'})
  })

  it('is hidden where it cannot be looked at, with the reason', async () => {
    mkdirSync(site.at('project'))
    symlinkSync('numpy', site.at('project/numpy'))
    expect(await look(site.at(PAGE))).toEqual({is: 'hidden', problem: expect.stringContaining('form a loop')})
  })
})
