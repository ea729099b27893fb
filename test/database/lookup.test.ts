import {distance} from 'fastest-levenshtein'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {PackageLookup} from '../../src/database/lookup.js'
import {startDatabase, type TestDatabase} from '../support/database.js'

const NAMES = [
  'django',
  'django-cms',
  'django_old',
  'flask',
  'py-django',
  'scikit-learn',
  'x%y',
  'x\u001B[31m',
  'a',
  'ab',
]

let database: TestDatabase
let lookup: PackageLookup

beforeAll(async () => {
  database = await startDatabase({packages: NAMES})
  lookup = await PackageLookup.open({dsn: database.dsn})
})

afterAll(async () => {
  await lookup?.close()
  await database?.stop()
})

/** Swaps, drops, doubles and replaces a letter at every place. */
function* misspelt(name: string): Generator<string> {
  for (const index of [...name].keys()) {
    const [before, letter, after] = [name.slice(0, index), name.charAt(index), name.slice(index + 1)]
    yield before + after
    yield `${before}${letter}${letter}${after}`
    yield `${before}q${after}`
    yield `${before}${after.charAt(0)}${letter}${after.slice(1)}`
  }
}

describe('the packages of the database', () => {
  it('are counted, all of them', async () => {
    expect(await lookup.count()).toBe(NAMES.length)
  })

  describe('by their beginning', () => {
    it('come in the order of their bytes', async () => {
      expect(await lookup.startingWith('dj', 10)).toEqual(['django', 'django-cms'])
    })

    it('are as many as asked for, and the last one', async () => {
      expect(await lookup.startingWith('d', 1)).toEqual(['django'])
      expect(await lookup.startingWith('a', 1)).toEqual(['a', 'ab'])
    })

    it('are found however it is spelt', async () => {
      expect(await lookup.startingWith('SciKit_L', 10)).toEqual(['scikit-learn'])
    })

    it.each(['%', '_', 'd%', '\\', "'", ''])('are none for %j, which no name begins with', async (text) => {
      expect(await lookup.startingWith(text, 10)).toEqual([])
    })

    it('are only such as are safe to show and to type', async () => {
      expect(await lookup.startingWith('x', 10)).toEqual([])
    })
  })

  describe('by a part of their names', () => {
    it('come with the likeliest first: where it stands earlier, and the name is shorter', async () => {
      expect(await lookup.containing('Django', 10)).toEqual(['django', 'django-cms', 'py-django'])
    })

    it('are as many as asked for', async () => {
      expect(await lookup.containing('django', 1)).toEqual(['django'])
    })
  })

  describe('by a name that there is not', () => {
    it.each([
      ['djagno', 'django'],
      ['dajngo', 'django'],
      ['djngo', 'django'],
      ['djangoo', 'django'],
      ['scikitlearn', 'scikit-learn'],
      ['flsak', 'flask'],
    ])('%s are those that are spelt almost like it', async (name, meant) => {
      expect(await lookup.nearest(name, 3)).toEqual([meant])
    })

    it('are none where nothing is like it', async () => {
      expect(await lookup.nearest('tensorflow', 3)).toEqual([])
    })

    it('are not the name itself', async () => {
      expect(await lookup.nearest('django', 3)).toEqual([])
    })

    it('come with the most alike first, and as many as asked for', async () => {
      await database.query("INSERT INTO packages VALUES ('flesk'), ('flasks'), ('flashy'), ('flaxk')")
      expect(await lookup.nearest('flasc', 4)).toEqual(['flask', 'flashy', 'flasks', 'flaxk'])
      expect(await lookup.nearest('flasc', 1)).toEqual(['flask'])
    })

    it('are exactly those that all names gone through one by one would give', async () => {
      const rows = await database.query('SELECT package FROM packages')
      const names = rows.map((row) => (row as {package: string}).package).filter((name) => /^[a-z0-9-]+$/.test(name))
      for (const name of ['django', 'flask', 'ab', 'py-django'].flatMap((it) => [...misspelt(it)])) {
        if (name === '') continue
        const edits = name.length < 4 ? 1 : 2
        const like = names.filter((other) => other !== name && distance(name, other) <= edits)
        expect(new Set(await lookup.nearest(name, 100)), name).toEqual(new Set(like))
      }
    })
  })
})
