// Finds scenario files and reads them: all of them, or everything that is wrong with any.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'

import type { Problem, Scenario } from '../../scenario/format/scenario.ts'
import { readScenario } from '../../scenario/read-scenario.ts'
import { UsageError } from '../options.ts'

const EXTENSIONS = /\.(ya?ml|json)$/

/**
 * The scenario files below the paths, in order, each once. What is below the present folder is named
 * from there, so that reports name files as a repository does. @throws UsageError.
 */
export function findFiles(paths: readonly string[]): string[] {
  const files = paths.map(fromHere).flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) throw new UsageError(missing(path))
    return stats.isDirectory() ? filesBelow(path) : [path]
  })
  if (files.length > 0) return [...new Set(files)]
  const message = `There is no scenario in ${paths.join(', ')}: expected files that end in .yaml, .yml or .json.`
  throw new UsageError(message)
}

function fromHere(path: string): string {
  const below = relative('.', path)
  return below === '' || /^\.\.([\\/]|$)/.test(below) || isAbsolute(below) ? path : below
}

function missing(path: string): string {
  const cure = path === 'scenarios' ? ' Name one, or play those of the package with --bundled.' : ''
  return `There is no file or folder ${path}.${cure}`
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return names.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return EXTENSIONS.test(entry.name) ? [path] : []
  })
}

/** Tells whether scenario files came, went or changed; empty while there are none. */
export function stateOfFiles(paths: readonly string[]): string {
  try {
    return findFiles(paths)
      .map((file) => `${file} ${statSync(file).mtimeMs}`)
      .join('\n')
  } catch {
    return ''
  }
}

export type ReadFiles = {
  readonly scenarios: readonly Scenario[]
  readonly problems: readonly Problem[]
  readonly texts: ReadonlyMap<string, string>
}

/** Reads them all. A file that cannot be read is a problem of that file. */
export function readFiles(files: readonly string[], env: ReadonlySet<string>): ReadFiles {
  const scenarios: Scenario[] = []
  const problems: Problem[] = []
  const texts = new Map<string, string>()
  for (const file of files) {
    const text = textOf(file, problems)
    if (text === undefined) continue
    texts.set(file, text)
    const read = readScenario(file, text, env)
    problems.push(...read.problems)
    if (read.scenario !== undefined) scenarios.push(read.scenario)
  }
  return { scenarios, problems, texts }
}

function textOf(file: string, problems: Problem[]): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const message = `The file could not be read: ${(error as Error).message}`
    problems.push({ file, position: { line: 1, column: 1 }, message })
    return undefined
  }
}
