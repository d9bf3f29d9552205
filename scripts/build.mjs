// Builds what is generated, bundled and declared, each only when something it is made from changed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What everything is made from. */
const INPUTS = [
  'openapi.json',
  'package.json',
  'package-lock.json',
  'scripts',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
]

/** Says of each step from which inputs it was last made; bundling by hand removes it. */
const STAMP = join(root, 'dist', '.built.json')

/** The steps in order, and a file that is there when the step was done. */
const STEPS = {
  generate: 'src/contract/generated/rows.js',
  bundle: 'dist/cli.js',
  declare: 'dist/types/index.d.ts',
}

/** Does the steps that are due: all of them, or those that are named. */
export function build(names = Object.keys(STEPS)) {
  const stamp = existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {}
  for (const name of names) {
    if (existsSync(join(root, STEPS[name])) && stamp[name] === hashOfInputs()) continue
    const script = join(root, 'scripts', `${name}.mjs`)
    execFileSync(process.execPath, [script], { stdio: 'inherit' })
    // What is generated is an input of the next steps, so it is hashed as it is afterwards.
    stamp[name] = hashOfInputs()
  }
  writeFileSync(STAMP, `${JSON.stringify(stamp)}\n`)
}

function hashOfInputs() {
  const hash = createHash('sha256')
  for (const file of INPUTS.flatMap(filesOf)) {
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
