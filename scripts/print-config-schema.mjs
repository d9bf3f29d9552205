// Writes config.schema.json: the options of the code as a schema, so that it cannot drift.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The text of the file. */
export async function printConfigSchema() {
  const cache = join(root, 'node_modules/.cache/kirim-sandbox')
  const outfile = join(cache, `${process.pid}-config-schema.mjs`)
  await mkdir(cache, { recursive: true })
  try {
    // Node 20 does not run TypeScript.
    await build({
      entryPoints: [join(root, 'src/cli/config-schema.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    })
    const { configSchema } = await import(pathToFileURL(outfile).href)
    return `${JSON.stringify(configSchema(), null, 2)}\n`
  } finally {
    await rm(outfile, { force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(join(root, 'config.schema.json'), await printConfigSchema())
}
