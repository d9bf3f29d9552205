// The package that this is part of: its folder, the files that it brings, and its version.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the package: one level up from the sources, one or two from the bundle in dist/. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('package.json is missing from the package.')
    folder = parent
  }
  return folder
}

/**
 * The path of a file or folder that the package brings.
 *
 * @throws Error when it is missing, which says how it is made.
 */
export function packagePath(...names: readonly string[]): string {
  const path = join(packageFolder(), ...names)
  if (existsSync(path)) return path
  throw new Error(`${names.join('/')} is missing from the package: run npm run build.`)
}

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'))
  return version
}
