// The tests of the file store with a fault at every call that it makes, not only at some.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/adapters/file-store/*.test.ts'],
    globalSetup: ['test/build.ts'],
    env: { STORE_STRIDE: '1' },
  },
})
