// The data folder: made with what belongs in it, recognised when it is ours, and cleared of leftovers.

import { type Files, reasonOf, writeAll } from './files.ts'
import { type Lock, type Processes, takeLock } from './lock.ts'
import { FOLDER_NAME, type Manifest } from './manifest.ts'
import { UNFINISHED } from './reading.ts'
import { damaged, UnusableData } from './unusable-data.ts'

const LOCK = 'lock'
const MANIFEST = 'sandbox.json'
const ORGANIZATIONS = 'organizations'
/** What a folder may hold that has never been used: a start may have ended on the way. */
const BEGINNINGS: ReadonlySet<string> = new Set([
  '.gitignore',
  `.gitignore${UNFINISHED}`,
  LOCK,
  MANIFEST + UNFINISHED,
  ORGANIZATIONS,
])

export function manifestPath(folder: string): string {
  return `${folder}/${MANIFEST}`
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
    files.makeFolder(folder)
    const lock = takeLock(files, `${folder}/${LOCK}`, now, processes)
    try {
      if (!files.exists(`${folder}/.gitignore`)) writeIgnore(files, `${folder}/.gitignore`)
      files.makeFolder(`${folder}/${ORGANIZATIONS}`)
    } catch (error) {
      lock.release()
      throw error
    }
    return lock
  } catch (error) {
    throw cannotUse(folder, error)
  }
}

/** The refusal of a folder; errors that say enough by themselves stay as they are. */
export function cannotUse(folder: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code === undefined) return error
  return new UnusableData(
    `The data folder ${folder} cannot be used: ${reasonOf(error)}. Choose another one with --data DIR, or keep nothing with --memory.`,
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

/** Removes what a sandbox that died left behind: files without a name, folders that nobody lists. */
export function removeLeftovers(files: Files, folder: string, manifest: Manifest): void {
  for (const name of files.list(folder)) {
    if (LEFT_OF_LOCKS.test(name)) files.remove(`${folder}/${name}`)
  }
  const listed = new Set(manifest.organizations.map((one) => one.folder))
  for (const name of files.list(`${folder}/${ORGANIZATIONS}`)) {
    const path = organizationPath(folder, name)
    if (!listed.has(name)) {
      if (FOLDER_NAME.test(name)) files.remove(path)
      continue
    }
    for (const file of files.list(path)) {
      if (file.endsWith(UNFINISHED)) files.remove(`${path}/${file}`)
    }
  }
}
