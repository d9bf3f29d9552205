import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Take too long to be tried each time: `npm run test:fuzz`, `npm run test:explore`.
    exclude: ['test/fuzz/memory.test.ts', 'test/judge/exploring/large.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/support/no-resolver.ts'],
    testTimeout: 20_000,
    // The files of one worker share what they import: loading it takes longer than most tests.
    isolate: false,
    pool: 'threads',
    maxWorkers: '100%',
  },
})
