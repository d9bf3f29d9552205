// Builds the page at `/` from web/ into dist/web.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

await build({ configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'warn' })
