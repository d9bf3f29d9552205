// Node 20 does not run TypeScript, so a module is bundled (packages left out) and imported.
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
let count = 0

/** Imports what a text of TypeScript exports, whose paths begin at the root of the project. */
export async function importTypeScript(contents) {
  const cache = join(root, 'node_modules/.cache/kirim-sandbox')
  const outfile = join(cache, `${process.pid}-${++count}.mjs`)
  await mkdir(cache, { recursive: true })
  try {
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(outfile, { force: true })
  }
}
