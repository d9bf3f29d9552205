// Writes config.schema.json: the options of the code as a schema, so that it cannot drift.
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { importTypeScript } from './import-typescript.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The text of the file. */
export async function printConfigSchema() {
  const { configSchema } = await importTypeScript("export * from './src/cli/config-schema.ts'")
  return `${JSON.stringify(configSchema(), null, 2)}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(join(root, 'config.schema.json'), await printConfigSchema())
}
