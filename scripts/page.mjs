// Builds the page at `/` from web/ into dist/web.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'vite'

import { account } from './packages.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const built = await build({ configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'warn' })

const outputs = [built].flat().flatMap((made) => ('output' in made ? made.output : []))
account(
  'page',
  outputs.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : [])),
)
