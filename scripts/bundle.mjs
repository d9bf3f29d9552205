// Bundles the sources and what they need at start into dist/: few files open faster than hundreds.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build } from 'esbuild'

import { account } from './packages.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * What Fastify asks for when a route has a schema, a log is kept or a request is made up: here never.
 * They were half of the code that a start reads.
 */
const NEVER_ASKED_FOR = [
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
  'pino',
]

/**
 * How the sources become a bundle, whatever it is for.
 * @satisfies {import('esbuild').BuildOptions}
 */
export const BUNDLED = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // React has a slow build for development; Ink's hook for its inspector is never wanted.
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  external: [
    // Who uses a test runner has it.
    'vitest',
    'react-devtools-core',
    ...NEVER_ASKED_FOR,
  ],
  // What it offers to Node asks for its parts in a way that no bundler follows.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // Packages written as CommonJS ask for Node's own modules with require.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
}

/** Bundles; returns esbuild's account of what went where. */
export async function bundle() {
  clear(join(root, 'dist'))
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      cli: 'src/cli/main.ts',
      index: 'src/index.ts',
      vitest: 'src/vitest.ts',
      jest: 'src/jest.ts',
      playwright: 'src/playwright.ts',
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
    ...BUNDLED,
  })
  copyPage()
  account('bundle', [...Object.keys(metafile.inputs), `node_modules/${PAGE_PACKAGE}/static`])
  return metafile
}

/** What other steps of the build write stays. */
const OTHERS = ['types', 'web', '.packages']

function clear(folder) {
  const entries = existsSync(folder) ? readdirSync(folder) : []
  for (const entry of entries.filter((name) => !OTHERS.includes(name))) {
    rmSync(join(folder, entry), { recursive: true })
  }
}

/** What a browser loads at /docs. */
const PAGE_PACKAGE = '@fastify/swagger-ui'
const PAGE_FILES = [
  'favicon-32x32.png',
  'index.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui.css',
]

function copyPage() {
  const folder = join(root, 'dist', 'swagger-ui')
  mkdirSync(folder)
  for (const file of PAGE_FILES) {
    copyFileSync(join(root, 'node_modules', PAGE_PACKAGE, 'static', file), join(folder, file))
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle()
