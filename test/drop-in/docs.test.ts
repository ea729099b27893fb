import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {defaultConfigFiles} from '../../src/config/file.js'
import {definitions} from '../../src/config/keys.js'
import {EXIT_CODES} from '../../src/errors/exit-codes.js'

const doc = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')

const ROOT = new URL('../../', import.meta.url)

/** The pages with their links to files of this repository. */
const links = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync(new URL('docs', ROOT))
    .filter((it) => it.endsWith('.md'))
    .map((it) => `docs/${it}`),
]
  .map((page) => new URL(page, ROOT))
  .flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!\w+:|#)([^)#]+)/g)].map(([, link = '']) => new URL(link, page)),
  )

describe('the docs', () => {
  it('link to what there is', () => {
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !existsSync(link)).map(String)).toEqual([])
  })

  it.each(Object.values(EXIT_CODES))('explain the exit code %i', (code) => {
    expect(doc('exit-codes')).toMatch(new RegExp(`^\\| ${code} +\\| `, 'm'))
  })

  it.each(Object.entries(definitions).filter(([, {form}]) => form !== 'none'))(
    'explain the key %s with its default',
    (key, {default: initial}) => {
      const row = doc('configuration')
        .split('\n')
        .find((line) => line.startsWith('|') && line.split('|')[1]!.includes(`\`${key}\``))
      const shown = typeof initial === 'string' ? `\`${initial}\`` : initial === false ? 'off' : 'none'
      expect(row?.split('|')[3]?.trim()).toBe(shown)
    },
  )

  it.each(defaultConfigFiles('~'))('name the file %s', (file) => {
    expect(doc('configuration')).toContain(`| \`${file}\``)
  })
})
