// How the page is built: into dist/web, with every file a file, for its policy takes nothing inline.
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/page/',
  publicDir: here('./public'),
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // In kB before compression; what counts is the 300 kB that are sent.
    chunkSizeWarningLimit: 900,
    target: 'es2022',
  },
})
