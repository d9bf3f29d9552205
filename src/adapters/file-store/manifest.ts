// The list of the organisations that are kept, in the order in which they began: a small lowdb file.
import { LowSync, type SyncAdapter } from 'lowdb'

import { type Files, writeAll } from './files.ts'
import { UNFINISHED } from './reading.ts'
import { damaged, foreignFormat } from './unusable-data.ts'

export type Manifest = {
  readonly format: number
  readonly organizations: readonly { readonly id: string; readonly folder: string }[]
}

/**
 * Opens the list; an empty one is made first when there is none, so that one that is missing later
 * is known to have been lost.
 *
 * @throws UnusableData when it cannot be read; the system's errors.
 */
export function openManifest(files: Files, path: string, newest: number): LowSync<Manifest> {
  const manifest = new LowSync<Manifest>(wholeFile(files, path, newest), {
    format: newest,
    organizations: [],
  })
  if (files.exists(path)) manifest.read()
  else manifest.write()
  return manifest
}

/** What the folder of an organisation is called: its id, and a number. */
export const FOLDER_NAME = /^org_\w+-\d+$/

const BLOCK_BYTES = 64 * 1024

/** A file that is only ever replaced as a whole, for its owner only, and safely on the disk. */
function wholeFile(files: Files, path: string, newest: number): SyncAdapter<Manifest> {
  return {
    read: () => parse(path, readText(files, path), newest),
    write: (manifest) => {
      files.remove(path + UNFINISHED)
      const file = files.open(path + UNFINISHED, 'new')
      try {
        const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
        writeAll(files, file, bytes, bytes.length, 0)
        files.sync(file)
      } finally {
        files.close(file)
      }
      files.rename(path + UNFINISHED, path)
      syncQuietly(files, path.slice(0, path.lastIndexOf('/')))
    },
  }
}

/** What has its name has happened, whether or not the disk says that it will remember. */
function syncQuietly(files: Files, folder: string): void {
  try {
    files.syncFolder(folder)
  } catch {
    return
  }
}

function readText(files: Files, path: string): string {
  const file = files.open(path, 'read')
  try {
    const blocks: Buffer[] = []
    for (let at = 0; ; ) {
      const block = Buffer.alloc(BLOCK_BYTES)
      const count = files.read(file, block, at)
      if (count === 0) return Buffer.concat(blocks).toString('utf8')
      blocks.push(block.subarray(0, count))
      at += count
    }
  } finally {
    files.close(file)
  }
}

function parse(path: string, text: string, newest: number): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(text)
  } catch {
    throw damaged(path, null, 'it is not the JSON that was written.')
  }
  const { format, organizations } = manifest ?? {}
  if (!(format >= 1 && format <= newest)) throw foreignFormat(path, format, newest)
  if (!Array.isArray(organizations)) throw damaged(path, null, 'it lists no organizations.')
  for (const one of organizations) {
    if (typeof one?.id === 'string' && FOLDER_NAME.test(one.folder)) continue
    throw damaged(path, null, `it lists ${JSON.stringify(one)}, which is no organization.`)
  }
  const names = new Set(organizations.flatMap(({ id, folder }) => [id, folder]))
  if (names.size === 2 * organizations.length) return manifest
  throw damaged(path, null, 'it lists an organization twice.')
}
