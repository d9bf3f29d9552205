// Exploring at length takes many minutes: `npm run test:explore`.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/judge/exploring/large.test.ts'],
    globalSetup: ['test/build.ts'],
    fileParallelism: false,
  },
})
