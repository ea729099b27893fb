import {availableParallelism} from 'node:os'
import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    // @oclif/test captures standard output itself.
    disableConsoleIntercept: true,
    // Installs hosts: `npm run test:suite`.
    exclude: ['test/suite/**'],
    // A safety net only, as are the timeouts below: no test waits for time to pass.
    expect: {poll: {timeout: 30_000}},
    hookTimeout: 60_000,
    include: ['test/**/*.test.ts'],
    // Most of the time is spent waiting, for other processes and for the emulated master's pages.
    maxWorkers: 3 * availableParallelism(),
    // zeromq.js aborts the process when a worker thread ends with a receive pending.
    pool: 'forks',
    testTimeout: 60_000,
  },
})
