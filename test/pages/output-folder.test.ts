import {chmodSync, mkdirSync, symlinkSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import {checkOutputFolder} from '../../src/pages/output-folder.js'
import {TestSite} from './site.js'

describe('the output folder', () => {
  let site: TestSite

  beforeEach(async () => {
    site = await TestSite.make()
  })

  it.each(['index.html', 'packages.json', 'project/numpy/index.html', 'simple/numpy/index.html'])(
    'with %s in it holds a site',
    async (file) => {
      site.write(file)
      expect(await checkOutputFolder(site.folder)).toBe(true)
    },
  )

  it('with nothing of a site in it will do, and that is told', async () => {
    site.write('html/index.html')
    expect(await checkOutputFolder(site.folder)).toBe(false)
  })

  it.each<[string, string, (site: TestSite) => void]>([
    ['no such file or directory', 'gone', () => {}],
    ['a part of its path is not a directory', 'file', (scene) => scene.write('file')],
    ['its symbolic links are not followed, or form a loop', 'loop', (scene) => symlinkSync('loop', scene.at('loop'))],
  ])('that cannot be read is a mistake in the configuration: %s', async (problem, name, prepare) => {
    prepare(site)
    await expect(checkOutputFolder(site.at(name))).rejects.toMatchObject({
      kind: 'usage',
      message: `Cannot read the pages in "${site.at(name)}": ${problem}.`,
      suggestions: [expect.stringContaining('output-path'), expect.any(String)],
    })
  })

  it('of no name is not the root folder', async () => {
    await expect(checkOutputFolder('')).rejects.toThrow('Cannot read the pages in "": no such file or directory.')
  })

  // root may enter every folder.
  it.skipIf(process.getuid?.() === 0).each(['', 'project', 'simple'])(
    'that may not be entered is a mistake ("%s")',
    async (part) => {
      mkdirSync(site.at(part), {recursive: true})
      chmodSync(site.at(part), 0)
      await expect(checkOutputFolder(site.folder)).rejects.toThrow('permission denied.')
      chmodSync(site.at(part), 0o700)
    },
  )
})
