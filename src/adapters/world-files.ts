// Finds and reads world files: one of the ready-made ones by name, or one of the user's by path.
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

import type { WorldFile } from '../contract/input-types.ts'
import { packagePath } from '../package.ts'
import { type Fault, faultsOf, pathText, sentenceOf } from '../schema/check.ts'
import { parseJson } from '../schema/json.ts'
import { WORLD_FILE } from '../worlds/world-file.ts'
import { reasonOf } from './file-store/files.ts'
import { readRegularBytes, readRegularFile } from './regular-files.ts'

/** A world file that cannot be used; the message says why and what to do. */
export class WorldFileError extends Error {
  override readonly name = 'WorldFileError'
}

/** Which files may be read beside the ready-made worlds. */
export type WorldPlaces = {
  /** Files below this folder; null for none. */
  readonly folder: string | null
  /** Files that whoever started the sandbox has named. */
  readonly named: ReadonlySet<string>
}

/** As large as a world of some hundred thousand contacts. */
export const WORLD_FILE_MAX_BYTES = 64 * 1024 * 1024

/** Reads the world of a name or a path, from any place unless some are given. @throws WorldFileError. */
export function readWorldFile(nameOrPath: string, places?: WorldPlaces): WorldFile {
  const path = pathOf(nameOrPath, places)
  const content = parse(path, read(path))
  const faults = faultsOf(WORLD_FILE, content)
  if (faults.length > 0) {
    throw new WorldFileError(`World file ${path}: ${faults.map(sentenceIn).join(' ')}`)
  }
  return content as WorldFile
}

function sentenceIn(fault: Fault): string {
  return sentenceOf(fault, pathText(fault.path, 'The file'))
}

function pathOf(nameOrPath: string, places: WorldPlaces | undefined): string {
  const folder = worldsFolder()
  const readyMade = join(folder, `${nameOrPath}.json`)
  if (/^[\w-]+$/.test(nameOrPath) && existsSync(readyMade)) return readyMade
  if (places !== undefined && !places.named.has(nameOrPath))
    refuseOutside('world file', nameOrPath, places)
  if (existsSync(nameOrPath)) return nameOrPath
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
  throw new WorldFileError(
    `There is no world "${nameOrPath}": it is neither a file nor one of ${names.join(', ')}.`,
  )
}

/** Links are followed first: where a file really is counts. */
function refuseOutside(what: string, path: string, { folder }: WorldPlaces): void {
  if (folder === null) {
    if (what === 'world file' && /^[\w-]+$/.test(path)) return
    throw new WorldFileError(
      `The ${what} "${path}" is not read: this sandbox reads no files, and takes only ready-made worlds by name (--world-dir none).`,
    )
  }
  if (path.includes('\0') || isBelow(realPathOf(folder), realPathOf(resolve(path)))) return
  throw new WorldFileError(
    `The ${what} "${path}" is not read: it is outside ${resolve(folder)}. Put it into that folder, or start the sandbox with another --world-dir.`,
  )
}

/** The bytes of a file that a customer sends, from where world files may be. @throws WorldFileError. */
export function readMediaFile(path: string, maxBytes: number, places: WorldPlaces): Buffer {
  refuseOutside('file', path, places)
  try {
    return readRegularBytes(path, maxBytes)
  } catch (error) {
    throw new WorldFileError(`The file "${path}" could not be read: ${reasonOf(error)}.`)
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path
}

/** Of a file that is not there, that of the folder that is. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPathOf(above), path.slice(above.length))
  }
}

function read(path: string): string {
  try {
    return readRegularFile(path, WORLD_FILE_MAX_BYTES)
  } catch (error) {
    throw new WorldFileError(`World file ${path} could not be read: ${reasonOf(error)}.`)
  }
}

function parse(path: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw new WorldFileError(`World file ${path} is not valid JSON: ${(error as Error).message}.`)
  }
}

/** The worlds that the package brings. */
function worldsFolder(): string {
  return packagePath('fixtures', 'worlds')
}
