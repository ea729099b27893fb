import {describe, expect, test} from 'vitest'

import {UniqueNames} from '../../src/packages/unique.js'

describe('UniqueNames', () => {
  test('knows a name again', () => {
    const unique = new UniqueNames()

    expect([unique.add('a'), unique.add('b'), unique.add('a')]).toEqual([true, true, false])
  })

  test('knows every one of the last distinct names again, however often others came between', () => {
    const unique = new UniqueNames(10)
    for (let n = 0; n < 95; n++) {
      unique.add(`name-${n}`)
      unique.add('again')
    }

    const last = Array.from({length: 9}, (_, n) => `name-${94 - n}`)
    expect([...last, 'again'].filter((name) => unique.add(name))).toEqual([])
  })

  test('forgets what was long ago, so that its memory does not grow', () => {
    const unique = new UniqueNames(10)
    unique.add('first')
    for (let n = 0; n < 20; n++) unique.add(`name-${n}`)

    expect(unique.add('first')).toBe(true)
  })
})
