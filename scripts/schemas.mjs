// Writes the schemas that editors read, of scenario files and of the config file, made from the tables of the code.
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { printConfigSchema } from './print-config-schema.mjs'
import { printSchema } from './print-reference.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(join(root, 'scenario.schema.json'), await printSchema())
  await writeFile(join(root, 'config.schema.json'), await printConfigSchema())
}
