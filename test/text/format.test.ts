import {describe, expect, it} from 'vitest'

import {formatChoice, formatCount, formatNumberOf, formatSeconds, wrap} from '../../src/text/format.js'

describe('formatting', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('shows %j to choose from as "%s"', (things, expected) => {
    expect(formatChoice(things)).toBe(expected)
  })

  describe('formatCount', () => {
    it.each([
      [0, '0'],
      [999, '999'],
      [1000, '1,000'],
      [712_345, '712,345'],
      [1_234_567, '1,234,567'],
      [999.6, '1,000'],
    ])('writes %d as %s', (count, text) => {
      expect(formatCount(count)).toBe(text)
    })
  })

  describe('formatNumberOf', () => {
    it.each([
      [0, '0 packages'],
      [1, '1 package'],
      [2, '2 packages'],
      [1234, '1,234 packages'],
    ])('writes %d as %s', (count, text) => {
      expect(formatNumberOf(count, 'package')).toBe(text)
    })
  })

  describe('formatSeconds', () => {
    it.each([
      [0, '0.0 s'],
      [0.44, '0.4 s'],
      [9.94, '9.9 s'],
      [9.96, '10 s'],
      [59.4, '59 s'],
      [59.6, '1 min 0 s'],
      [185, '3 min 5 s'],
      [3599.6, '1 h 0 min'],
      [7800, '2 h 10 min'],
    ])('writes %d as %s', (seconds, text) => {
      expect(formatSeconds(seconds)).toBe(text)
    })
  })

  describe('wrap', () => {
    it('leaves a line that fits', () => {
      expect(wrap('one two three', 13)).toBe('one two three')
    })

    it('breaks at blanks', () => {
      expect(wrap('one two three four', 9)).toBe('one two\nthree\nfour')
    })

    it('leaves a word that fits nowhere', () => {
      expect(wrap('a incomprehensibilities b', 5)).toBe('a\nincomprehensibilities\nb')
    })

    it('leaves room behind the last word', () => {
      expect(wrap('one two', 10, 3)).toBe('one two')
      expect(wrap('one two', 10, 4)).toBe('one\ntwo')
    })
  })
})
