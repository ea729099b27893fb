import {describe, expect, it} from 'vitest'

import {publicSurface} from './surface.js'

describe('the public surface', () => {
  it('changes only on purpose, by `npm run surface`', async () => {
    await expect(publicSurface()).toMatchFileSnapshot('public-surface.txt')
  })
})
