import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 20_000,
    // The files of one worker share what they import: loading it takes longer than most tests.
    isolate: false,
    pool: 'threads',
    maxWorkers: '100%',
  },
})
