// The packages that went into what is published: which they are, and what each says of itself.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Each bundler leaves here which packages it took something from. */
const ACCOUNTS = join(root, 'dist', '.packages')

/**
 * The packages' folders that these modules lie in: also those that another package brings in a
 * folder of its own.
 *
 * @param {Iterable<string>} modules paths, from the root of the project or absolute
 */
export function packagesOf(modules) {
  /** @type {Set<string>} */
  const folders = new Set()
  for (const module of modules) {
    const path = module.startsWith('/') ? relative(root, module) : module
    const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)
    if (found) folders.add(found[0])
  }
  return [...folders].sort()
}

/**
 * Keeps which packages a bundler took something from.
 *
 * @param {string} bundler
 * @param {Iterable<string>} modules
 */
export function account(bundler, modules) {
  mkdirSync(ACCOUNTS, { recursive: true })
  const folders = packagesOf(modules)
  writeFileSync(join(ACCOUNTS, `${bundler}.json`), `${JSON.stringify(folders, null, 2)}\n`)
}

/** The folders of all packages that something published was made from. */
export function accountedPackages() {
  const lists = readdirSync(ACCOUNTS).map((name) =>
    JSON.parse(readFileSync(join(ACCOUNTS, name), 'utf8')),
  )
  return [...new Set(lists.flat())].sort()
}

/**
 * What a package says of itself in its package.json.
 *
 * @param {string} path
 */
export function factsOf(path) {
  return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
}

/**
 * A file of a package whose name begins so; undefined where there is none.
 *
 * @param {string} path
 * @param {RegExp} named
 */
export function textOf(path, named) {
  const folder = join(root, path)
  const file = readdirSync(folder).find((name) => named.test(name))
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8')
}
