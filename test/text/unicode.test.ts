import {describe, expect, it} from 'vitest'

import {isUnicodeTerminal} from '../../src/text/unicode.js'

describe('isUnicodeTerminal', () => {
  it.each([
    [{LANG: 'de_DE.UTF-8'}, true],
    [{LANG: 'C.utf8'}, true],
    [{LC_CTYPE: 'en_GB.UTF-8'}, true],
    [{LANG: 'C'}, false],
    [{LANG: 'de_DE.ISO-8859-1'}, false],
    [{}, false],
    [{LANG: 'de_DE.UTF-8', LC_ALL: 'C'}, false],
    [{LANG: 'de_DE.UTF-8', LC_CTYPE: 'C'}, false],
    [{LANG: 'C', LC_ALL: 'C.UTF-8', LC_CTYPE: 'C'}, true],
    [{LANG: 'de_DE.UTF-8', LC_ALL: ''}, true],
  ])('reads %j as the C library would', (environment, expected) => {
    expect(isUnicodeTerminal(environment)).toBe(expected)
  })
})
