import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    // @oclif/test captures standard output itself.
    disableConsoleIntercept: true,
    include: ['test/**/*.test.ts'],
    // A safety net only: no test waits for time to pass.
    hookTimeout: 60_000,
    testTimeout: 60_000,
    // zeromq.js aborts the process when a worker thread ends with a receive pending.
    pool: 'forks',
  },
})
