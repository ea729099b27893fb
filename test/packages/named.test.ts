import {describe, expect, test, vi} from 'vitest'

import {namedPackages} from '../../src/packages/named.js'
import {collect} from './collect.js'

describe('packages named by the user', () => {
  test('gives the names in their order and canonical form, each once', async () => {
    const source = namedPackages(['Django', 'numpy', 'django', 'zope.interface'])

    expect(source.count).toBe(3)
    expect(await collect(source)).toEqual(['django', 'numpy', 'zope-interface'])
  })

  test('tells of the names that it changed, and of no others', () => {
    const onCanonical = vi.fn()
    namedPackages(['Django', 'numpy'], {onCanonical})

    expect(onCanonical.mock.calls).toEqual([['Django', 'django']])
  })

  test('refuses a name that is none', () => {
    expect(() => namedPackages(['numpy', '../x'])).toThrow('"../x" is not a package name')
  })

  test('shows the first of many names that are none, and counts them all', () => {
    const names = Array.from({length: 8}, (_, n) => `bad ${n}`)

    expect(() => namedPackages(['numpy', ...names])).toThrow(
      /^8 of the names given are not package names:\n(?: {2}"bad \d" is .*\n){5} {2}and 3 more$/,
    )
  })
})
