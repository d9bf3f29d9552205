// Writes dist/types/: the declarations of the library's doors, and of nothing that they do not show.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import ts from 'typescript'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const types = join(root, 'dist', 'types')

/** The doors, and the packages that each may speak of: whoever uses it has them. */
export const DOORS = { index: [], vitest: ['vitest'], jest: [], playwright: [] }

/** Compiles, and removes what no door leads to. */
export function declare() {
  rmSync(types, { recursive: true, force: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    stdio: 'inherit',
  })
  const shown = new Set()
  for (const [door, packages] of Object.entries(DOORS)) {
    for (const file of reachedFrom(join(types, `${door}.d.ts`), packages)) shown.add(file)
  }
  for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !shown.has(path)) rmSync(path)
  }
  removeEmptyFolders(types)
  for (const file of shown) nameAsPublished(file)
}

/** The sources import each other as .ts; what is published beside the declarations is .js. */
function nameAsPublished(file) {
  let text = readFileSync(file, 'utf8')
  const { importedFiles } = ts.preProcessFile(text, true, true)
  for (const { fileName, pos } of importedFiles.toReversed()) {
    if (!fileName.startsWith('.')) continue
    const named = fileName.replace(/\.ts$/, '.js')
    // The position is that of the name itself, behind its quotation mark or on it.
    const at = text.indexOf(fileName, pos)
    text = text.slice(0, at) + named + text.slice(at + fileName.length)
  }
  writeFileSync(file, text)
}

function reachedFrom(door, packages) {
  const reached = new Set()
  const enter = (file) => {
    if (reached.has(file)) return
    if (!existsSync(file)) throw new Error(`The declarations lead to ${file}, which is not there.`)
    reached.add(file)
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith('.'))
        enter(join(dirname(file), fileName).replace(/\.[jt]s$/, '.d.ts'))
      else if (!packages.includes(fileName)) {
        throw new Error(`${file} speaks of ${fileName}, which users of the package do not have.`)
      }
    }
  }
  enter(door)
  return reached
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) continue
    removeEmptyFolders(path)
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) declare()
