// Finds and reads world files: one of the ready-made ones by name, or one of the user's by path.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { WorldFile } from '../contract/input-types.ts'
import { checkInput } from '../contract/validators.ts'
import { parseJson } from '../schema/json.ts'

/** A world file that cannot be used; the message says why and what to do. */
export class WorldFileError extends Error {
  override readonly name = 'WorldFileError'
}

/** Reads the world that `--world` names. @throws WorldFileError. */
export function readWorldFile(nameOrPath: string): WorldFile {
  const path = pathOf(nameOrPath)
  const content = parse(path, read(path))
  const violation = checkInput('world-file', content)
  if (violation !== null) throw new WorldFileError(`World file ${path}: ${violation.message}`)
  return content as WorldFile
}

function pathOf(nameOrPath: string): string {
  const folder = worldsFolder()
  const readyMade = join(folder, `${nameOrPath}.json`)
  if (/^[\w-]+$/.test(nameOrPath) && existsSync(readyMade)) return readyMade
  if (existsSync(nameOrPath)) return nameOrPath
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
  throw new WorldFileError(
    `There is no world "${nameOrPath}": it is neither a file nor one of ${names.join(', ')}.`,
  )
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new WorldFileError(`World file ${path} could not be read: ${(error as Error).message}`)
  }
}

function parse(path: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw new WorldFileError(`World file ${path} is not valid JSON: ${(error as Error).message}.`)
  }
}

/** `fixtures/worlds` of this package, seen from the sources as well as from the bundle. */
function worldsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'fixtures', 'worlds'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('fixtures/worlds is missing from the package.')
    folder = parent
  }
  return join(folder, 'fixtures', 'worlds')
}
