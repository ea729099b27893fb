import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {piw} from '../support/piw.js'

describe('the bundle', () => {
  it('is ASCII, as which it is read', () => {
    const bytes = readFileSync(new URL('../../bundle/piw.cjs', import.meta.url))
    expect(bytes.findIndex((byte) => byte > 0x7f)).toBe(-1)
  })

  it('shows what a terminal would act on as dist/ does', async () => {
    const {code, stderr} = await piw(['rebuild', 'project', 'foo\u0080bar'])
    expect(stderr).toContain(String.raw`foo\x80bar`)
    expect(code).toBe(2)
  })
})
