import {defineConfig} from 'vitest/config'

import config from './vitest.config.js'

// Hosts into which the package is installed: apart from the other tests, since npm has to install them.
export default defineConfig({
  test: {
    ...config.test,
    exclude: [],
    globalSetup: 'test/suite/setup.ts',
    include: ['test/suite/**/*.test.ts'],
  },
})
