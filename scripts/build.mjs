// Builds what is generated, bundled and declared, each only when something it is made from changed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What the steps are made from, but for the page. */
const INPUTS = [
  'openapi.json',
  'package.json',
  'package-lock.json',
  'scripts',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
  'web/coverage',
  'web/docs',
]

/** Says of each step from which inputs it was last made; bundling by hand removes it. */
const STAMP = join(root, 'dist', '.built.json')

/** What the page at `/` is made from: of the sources, only what a browser runs. */
const PAGE_INPUTS = ['package-lock.json', 'scripts/page.mjs', 'src/client', 'src/face', 'web']

/** The steps in order: a file that is there when the step was done, and what it is made from. */
const STEPS = {
  generate: { made: 'src/contract/generated/rows.js', from: INPUTS },
  schemas: { made: 'scenario.schema.json', from: INPUTS },
  bundle: { made: 'dist/cli.js', from: INPUTS },
  page: { made: 'dist/web/index.html', from: PAGE_INPUTS },
  licences: { made: 'dist/sbom.cdx.json', from: [...INPUTS, ...PAGE_INPUTS] },
  declare: { made: 'dist/types/index.d.ts', from: INPUTS },
}

/** Does the steps that are due: all of them, or those that are named. */
export function build(names = Object.keys(STEPS)) {
  const stamp = existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {}
  for (const name of names) {
    const { made, from } = STEPS[name]
    if (existsSync(join(root, made)) && stamp[name] === hashOf(from)) continue
    const script = join(root, 'scripts', `${name}.mjs`)
    execFileSync(process.execPath, [script], { stdio: 'inherit' })
    // What is generated is an input of the next steps, so it is hashed as it is afterwards.
    stamp[name] = hashOf(from)
  }
  writeFileSync(STAMP, `${JSON.stringify(stamp)}\n`)
}

function hashOf(inputs) {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap(filesOf)) {
    const bytes = readFileSync(file)
    hash.update(`${relative(root, file)} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

function filesOf(input) {
  const path = join(root, input)
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build()
