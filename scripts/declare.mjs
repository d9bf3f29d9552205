// Writes dist/types/: one file of declarations for each door, which says what the door shows and no more.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const types = join(root, 'dist', 'types')

/**
 * The doors, and the packages that each may speak of: whoever uses it has them.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const DOORS = { index: [], vitest: ['vitest'], jest: [], playwright: [] }

/** The door that the others take their types from, so that there is one of each. */
const MAIN_DOOR = 'index'

/** Compiles, and rolls up what each door leads to. */
export async function declare() {
  rmSync(types, { recursive: true, force: true })
  const compiled = mkdtempSync(join(tmpdir(), 'kirim-sandbox-types-'))
  try {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const project = ['-p', join(root, 'tsconfig.build.json'), '--outDir', compiled]
    execFileSync(process.execPath, [tsc, ...project], { stdio: 'inherit' })
    for (const [door, packages] of Object.entries(DOORS)) await rollUp(compiled, door, packages)
  } finally {
    rmSync(compiled, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder of what the compiler wrote
 * @param {string} door
 * @param {readonly string[]} packages
 */
async function rollUp(folder, door, packages) {
  const bundle = await rollup({
    input: join(folder, `${door}.d.ts`),
    plugins: [mainDoorApart(door), dts()],
    external: [...packages],
    onwarn(warning) {
      throw new Error(`The declarations of ${door}: ${warning.message}`)
    },
  })
  const banner = librariesOf(bundle.watchFiles)
  const { output } = await bundle.write({ file: join(types, `${door}.d.ts`), format: 'es', banner })
  await bundle.close()
  const allowed = [...packages, `./${MAIN_DOOR}.js`]
  const strangers = output.flatMap((file) => (file.type === 'chunk' ? file.imports : []))
  for (const name of strangers.filter((name) => !allowed.includes(name))) {
    throw new Error(`The door ${door} speaks of ${name}, which users of the package do not have.`)
  }
}

/**
 * The parts of TypeScript's library that declarations ask for, which rolling up leaves behind.
 *
 * @param {readonly string[]} files
 */
function librariesOf(files) {
  const asked = files.flatMap(
    (file) => readFileSync(file, 'utf8').match(/^\/\/\/ <reference lib=.*$/gm) ?? [],
  )
  return [...new Set(asked)].join('\n')
}

/**
 * The main door's declarations stay where they are; the other doors import them.
 *
 * @param {string} door
 * @returns {import('rollup').Plugin}
 */
function mainDoorApart(door) {
  return {
    name: 'main-door-apart',
    resolveId(source) {
      const isMain = door !== MAIN_DOOR && /^\.\/index\.[jt]s$/.test(source)
      return isMain ? { id: `./${MAIN_DOOR}.js`, external: true } : null
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await declare()
