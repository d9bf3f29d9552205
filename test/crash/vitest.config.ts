// The crash test with many more kills than the suite takes time for.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/crash/*.test.ts'],
    globalSetup: ['test/build.ts'],
    env: { CRASH_ROUNDS: process.env.CRASH_ROUNDS ?? '50' },
  },
})
