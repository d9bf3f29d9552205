// Bundles what pages carry inside them, their scripts and styles, into modules that hold the text.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Each source in web/, and the module that holds its text. */
const MODULES = {
  'web/docs/start.ts': { file: 'src/http/docs/generated/start.ts', name: 'START_SCRIPT' },
  'web/coverage/coverage.ts': {
    file: 'src/cli/coverage-report/generated/script.ts',
    name: 'PAGE_SCRIPT',
  },
  'web/coverage/coverage.css': {
    file: 'src/cli/coverage-report/generated/style.ts',
    name: 'PAGE_STYLE',
  },
}

/** Writes all of them. */
export async function writeBrowserModules() {
  for (const [source, { file, name }] of Object.entries(MODULES)) {
    const text = await bundled(source)
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(
      join(root, file),
      `// Bundled from ${source} by \`npm run generate\`.\nexport const ${name} = ${JSON.stringify(text)}\n`,
    )
  }
}

/** @param {string} source */
async function bundled(source) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}
