import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

interface Metafile {
  readonly outputs: Readonly<Record<string, {readonly inputs: Readonly<Record<string, unknown>>}>>
}

/** The folders of the packages with code in the bundle, as esbuild reports them. */
function bundledFolders(): string[] {
  const {outputs} = JSON.parse(read('bundle/meta.json')) as Metafile
  const files = Object.values(outputs).flatMap(({inputs}) => Object.keys(inputs))
  const folders = files
    .filter((file) => file.includes('node_modules/'))
    .map((file) => {
      const end = file.lastIndexOf('node_modules/') + 'node_modules/'.length
      const parts = file.slice(end).split('/')
      return (
        file.slice(file.indexOf('node_modules/'), end) + parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/')
      )
    })
  return [...new Set(folders)]
}

describe('the licences in the tarball', () => {
  const text = read('bundle/THIRD-PARTY-LICENSES.txt')
  const lines = new Set(text.split('\n'))
  const folders = bundledFolders()

  it('name each bundled package with its version and licence', () => {
    expect(folders).toContain('node_modules/@oclif/core')
    const titles = folders.map((folder) => {
      const {license, name, version} = JSON.parse(read(`${folder}/package.json`)) as Record<string, string>
      return `${name} ${version} (${license})`
    })
    expect(titles.filter((title) => !lines.has(title))).toEqual([])
  })

  it.each(['@oclif/core', 'cborg', 'pg', 'zeromq'])('hold the text of the licence of %s', (name) => {
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE-APACHE', 'Apache-2.0', 'LICENSE.txt'].find((it) => {
      try {
        return read(`node_modules/${name}/${it}`)
      } catch {
        return false
      }
    })
    expect(file).toBeDefined()
    expect(text).toContain(read(`node_modules/${name}/${file}`).trim())
  })
})
