import {describe, expect, it} from 'vitest'

import {plainMessage} from '../../src/piw/parser-message.js'

describe("a message of oclif's parser", () => {
  it.each([
    ['Parsing --timeout \n\tNo number.\nSee more help with --help', '--timeout: No number.'],
    [
      'The following error occurred:\n  --match=x cannot also be provided when using --resume\nSee more help with --help',
      '--match cannot be used with --resume',
    ],
    [
      'The following errors occurred:\n  --a=1 cannot also be provided when using --b\n  --b=2 cannot also be provided when using --a\nSee more help with --help',
      '--a cannot be used with --b; --b cannot be used with --a',
    ],
    ['Something else.', 'Something else.'],
  ])('%j is worded as the others are', (message, plain) => {
    expect(plainMessage(message)).toBe(plain)
  })
})
