// The list of the organisations that are kept, in the order in which they began: a small lowdb file.
import { LowSync, type SyncAdapter } from 'lowdb'

import { damaged, foreignFormat } from './damage.ts'
import { type Files, writeAll } from './files.ts'
import { UNFINISHED } from './reading.ts'

export type Manifest = {
  readonly format: number
  readonly organizations: readonly { readonly id: string; readonly folder: string }[]
}

/** Opens the list. @throws UnusableData when it cannot be read. */
export function openManifest(files: Files, path: string, newest: number): LowSync<Manifest> {
  const manifest = new LowSync<Manifest>(wholeFile(files, path, newest), {
    format: newest,
    organizations: [],
  })
  manifest.read()
  return manifest
}

const MANIFEST_MAX_BYTES = 16 * 1024 * 1024

/** A file that is only ever replaced as a whole, for its owner only, and safely on the disk. */
function wholeFile(files: Files, path: string, newest: number): SyncAdapter<Manifest> {
  return {
    read: () => (files.exists(path) ? parse(path, readText(files, path), newest) : null),
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
      files.syncFolder(path.slice(0, path.lastIndexOf('/')))
    },
  }
}

function readText(files: Files, path: string): string {
  const file = files.open(path, 'read')
  try {
    const bytes = Buffer.alloc(MANIFEST_MAX_BYTES)
    return bytes.toString('utf8', 0, files.read(file, bytes, 0))
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
  return manifest
}
