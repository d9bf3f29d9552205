// The fuzz suite alone, with what takes too long to be tried each time.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/fuzz/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/support/no-resolver.ts'],
  },
})
