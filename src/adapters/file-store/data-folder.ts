// The data folder: made with what belongs in it, recognised when it is ours, and cleared of leftovers.

import { type Files, makeFolders, reasonOf, removeQuietly, writeAll } from './files.ts'
import { type Lock, takeLock } from './lock.ts'
import type { Manifest } from './manifest.ts'
import type { Processes } from './processes.ts'
import { UNFINISHED } from './reading.ts'
import { damaged, UnusableData } from './unusable-data.ts'

const LOCK = 'lock'
const ADDRESS = 'address.json'
const MANIFEST = 'sandbox.json'
const ORGANIZATIONS = 'organizations'
const SNAPSHOTS = 'snapshots'
/** Stands in the folder of an organisation that is not listed yet, or any more: it may be removed. */
const UNLISTED = 'unlisted'
/**
 * What a folder may hold that has never been used: a start may have ended on the way, and snapshots
 * are saved even when everything else was removed while the sandbox ran.
 */
const BEGINNINGS: ReadonlySet<string> = new Set([
  '.gitignore',
  `.gitignore${UNFINISHED}`,
  LOCK,
  ADDRESS,
  ADDRESS + UNFINISHED,
  MANIFEST + UNFINISHED,
  ORGANIZATIONS,
  SNAPSHOTS,
])

export function manifestPath(folder: string): string {
  return `${folder}/${MANIFEST}`
}

export function lockPath(folder: string): string {
  return `${folder}/${LOCK}`
}

/** Where it stands at which address the sandbox of the folder listens. */
export function addressPath(folder: string): string {
  return `${folder}/${ADDRESS}`
}

export function snapshotsPath(folder: string): string {
  return `${folder}/${SNAPSHOTS}`
}

export function organizationsPath(folder: string): string {
  return `${folder}/${ORGANIZATIONS}`
}

export function organizationPath(folder: string, name: string): string {
  return `${folder}/${ORGANIZATIONS}/${name}`
}

/**
 * Makes the folder, unless it is there, and locks it.
 *
 * @throws FolderInUse; UnusableData when it is no folder of a sandbox or cannot be written.
 */
export function openFolder(files: Files, folder: string, now: number, processes: Processes): Lock {
  try {
    refuseForeign(files, folder)
    makeFolders(files, folder)
    const lock = takeLock(files, lockPath(folder), now, processes)
    try {
      if (!files.exists(`${folder}/.gitignore`)) writeIgnore(files, `${folder}/.gitignore`)
      makeFolders(files, organizationsPath(folder))
    } catch (error) {
      lock.release()
      throw error
    }
    return lock
  } catch (error) {
    throw cannotUse(folder, error)
  }
}

/** What the system says when a folder or file may be read, but not be written. */
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM'])

/** The refusal of a folder; errors that say enough by themselves stay as they are. */
export function cannotUse(folder: string, error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined) return error
  const where = path === undefined || path === folder ? '' : ` (${path})`
  const first = NOT_WRITABLE.has(code)
    ? 'Make it, and all that is in it, readable and writable for the user who starts the sandbox, choose'
    : 'Choose'
  return new UnusableData(
    `The data folder ${folder} cannot be used: ${reasonOf(error)}${where}. ${first} another one with --data DIR, or keep nothing with --memory.`,
  )
}

function refuseForeign(files: Files, folder: string): void {
  if (!files.exists(folder) || files.exists(manifestPath(folder))) return
  const foreign = files.list(folder).find((name) => !isBeginning(name))
  const path = `${folder}/${ORGANIZATIONS}`
  if (foreign === undefined && files.exists(path) && files.list(path).length > 0) {
    throw damaged(manifestPath(folder), null, 'the list of the organizations is not there.')
  }
  if (foreign === undefined) return
  throw new UnusableData(
    `${folder} is no data folder of a sandbox: it holds ${foreign}. Choose a new or an empty folder with --data DIR.`,
  )
}

/** What those leave behind who die while they take the lock. */
const LEFT_OF_LOCKS = /^lock(?:\.[0-9a-f]+)+(?:\.tmp)?$/

function isBeginning(name: string): boolean {
  return BEGINNINGS.has(name) || LEFT_OF_LOCKS.test(name)
}

/** What is kept here is nobody's source. */
function writeIgnore(files: Files, path: string): void {
  files.remove(path + UNFINISHED)
  const file = files.open(path + UNFINISHED, 'new')
  try {
    const bytes = Buffer.from('*\n')
    writeAll(files, file, bytes, bytes.length, 0)
    files.sync(file)
  } finally {
    files.close(file)
  }
  files.rename(path + UNFINISHED, path)
}

/** A name for the files of an organisation that nothing has yet. */
export function freeName(files: Files, folder: string, id: string): string {
  for (let number = 1; ; number++) {
    const name = `${id}-${number}`
    if (!files.exists(organizationPath(folder, name))) return name
  }
}

/** Makes the folder of an organisation, which is nobody's until the list has it. */
export function makeUnlisted(files: Files, path: string): void {
  files.makeFolder(path)
  markUnlisted(files, path)
}

/** From now on the folder may be removed, unless the list has it. */
export function markUnlisted(files: Files, path: string): void {
  files.close(files.open(`${path}/${UNLISTED}`, 'write'))
}

/** The list has the folder. */
export function unmarkUnlisted(files: Files, path: string): void {
  removeQuietly(files, `${path}/${UNLISTED}`)
}

/**
 * Removes what a sandbox that died left behind, as far as it says itself that it is that: files
 * without a name of their own, folders that were not yet listed or not any more.
 *
 * @returns the names of what is neither listed nor a leftover: it may be somebody's only copy.
 */
export function removeLeftovers(files: Files, folder: string, manifest: Manifest): string[] {
  for (const name of files.list(folder)) {
    if (LEFT_OF_LOCKS.test(name)) files.remove(`${folder}/${name}`)
  }
  const listed = new Set(manifest.organizations.map((one) => one.folder))
  const unlisted: string[] = []
  for (const name of files.list(organizationsPath(folder))) {
    const path = organizationPath(folder, name)
    if (listed.has(name)) removeUnfinished(files, path)
    else if (files.exists(`${path}/${UNLISTED}`)) files.remove(path)
    else unlisted.push(name)
  }
  return unlisted
}

const UNFINISHED_FILE = /^(?:snapshot|changes)-\d+\.jsonl\.tmp$/

function removeUnfinished(files: Files, path: string): void {
  for (const name of files.list(path)) {
    if (UNFINISHED_FILE.test(name)) files.remove(`${path}/${name}`)
  }
  unmarkUnlisted(files, path)
}
