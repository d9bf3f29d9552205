// Bundles the sources and what they need at start into dist/: few files open faster than hundreds.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

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
  // Who uses a test runner has it.
  external: ['vitest', 'react-devtools-core'],
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
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
    ...BUNDLED,
  })
  copyPage()
  writeFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), licenses(metafile))
  return metafile
}

/** The declarations are written by themselves, and take longer: they stay. */
function clear(folder) {
  const entries = existsSync(folder) ? readdirSync(folder) : []
  for (const entry of entries.filter((name) => name !== 'types' && name !== 'web')) {
    rmSync(join(folder, entry), { recursive: true })
  }
}

/** What a browser loads at /docs; the rest of the package are other builds of the same. */
const PAGE_PACKAGE = 'swagger-ui-dist'
const PAGE_FILES = [
  'favicon-32x32.png',
  'index.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'swagger-ui-standalone-preset.js',
  'swagger-ui-standalone-preset.js.LICENSE.txt',
  'swagger-ui.css',
]

function copyPage() {
  const folder = join(root, 'dist', 'swagger-ui')
  mkdirSync(folder)
  for (const file of PAGE_FILES) {
    copyFileSync(join(root, 'node_modules', PAGE_PACKAGE, file), join(folder, file))
  }
}

/**
 * The licence of every package that went into the bundle stands beside it: also of those that another
 * package brings in a folder of its own.
 *
 * @param {import('esbuild').Metafile} metafile
 */
export function licenses(metafile) {
  const folders = new Set([join('node_modules', PAGE_PACKAGE)])
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)
    if (found) folders.add(found[0])
  }
  return [...folders].sort().map(licenseOf).join('\n')
}

/** @param {string} path */
function licenseOf(path) {
  const folder = join(root, path)
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|copying)/i.test(name))
  const text = file === undefined ? standardText(facts) : readFileSync(join(folder, file), 'utf8')
  return `${'='.repeat(80)}\n${facts.name} ${facts.version} (${facts.license})\n\n${text}\n${notice(folder)}`
}

/**
 * Some packages name their licence and leave out its text; then it is the standard one.
 *
 * @param {{ name: string, license: string, author?: string | { name: string } }} facts
 */
function standardText({ name, license, author }) {
  if (license !== 'MIT')
    throw new Error(`${name} has no licence text: expected a file or MIT, got ${license}.`)
  const holder = typeof author === 'string' ? author : author?.name
  const mit = readFileSync(join(root, 'node_modules', 'fastify', 'LICENSE'), 'utf8')
  const terms = mit.slice(mit.indexOf('Permission is hereby granted'))
  return `MIT License\n\nCopyright (c) ${holder ?? `the authors of ${name}`}\n\n${terms}`
}

/** The Apache License asks that a NOTICE goes along. */
function notice(folder) {
  const file = join(folder, 'NOTICE')
  return existsSync(file) ? `${readFileSync(file, 'utf8')}\n` : ''
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle()
