import {describe, expect, it} from 'vitest'

import {partBehindFlags} from '../../src/rebuild-cli/part-behind-flags.js'

const find = (line: string) => {
  const {args, part} = partBehindFlags(line.split(' ')) ?? {}
  return args && `${part}: ${args.join(' ')}`
}

describe('a part behind flags', () => {
  it.each([
    ['-q project foo', 'project: -q foo'],
    ['--rate 5 project foo', 'project: --rate 5 foo'],
    ['--rate=5 -y home', 'home: --rate=5 -y'],
    ['-l project index project', 'index: -l project project'],
    ['-ql project index', 'index: -ql project'],
    ['-lproject index', 'index: -lproject'],
    ['--nonsense search', 'search: --nonsense'],
    ['-- project -foo', 'project: -- -foo'],
  ])('is found in %j', (line, found) => {
    expect(find(line)).toBe(found)
  })

  it.each(['-q', '-q foo project', '--dsn project', 'foo', ''])('is not found in %j', (line) => {
    expect(find(line)).toBeUndefined()
  })
})
