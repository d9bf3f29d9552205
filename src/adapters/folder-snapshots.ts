// Snapshots as files of a folder: each is written beside its place and gets its name when it is whole.
import type { Snapshots } from '../engine/ports.ts'
import { BEGINNING_MAX_BYTES } from '../engine/ports.ts'
import {
  diskFiles,
  type Files,
  makeFolders,
  notKept,
  removeQuietly,
  writeAll,
} from './file-store/files.ts'

const ENDING = '.json'
/** What is being written; what a sandbox left behind that died goes with the next write. */
const UNFINISHED = '.unfinished'

/** Keeps snapshots in a folder, which is made with the first of them. */
export function folderSnapshots(folder: string, files: Files = diskFiles()): Snapshots {
  const pathOf = (name: string) => `${folder}/${name}${ENDING}`
  let writes = 0
  return {
    list: async () =>
      namesIn(files, folder).flatMap((name) => {
        const found = ifRegular(() => beginningOf(files, pathOf(name)))
        return found === null ? [] : [{ name, ...found }]
      }),
    read: async (name, max) => ifRegular(() => readWhole(files, pathOf(name), max)),
    write: async (name, texts, replace) => {
      const path = pathOf(name)
      const unfinished = `${path}.${++writes}${UNFINISHED}`
      try {
        if (files.exists(path) && !replace) return null
        makeFolders(files, folder)
        if (writes === 1) removeLeftovers(files, folder)
        const size = await writeTexts(files, unfinished, texts)
        if (files.exists(path) && !replace) {
          files.remove(unfinished)
          return null
        }
        files.rename(unfinished, path)
        files.syncFolder(folder)
        return size
      } catch (error) {
        removeQuietly(files, unfinished)
        throw notKept(path, error)
      }
    },
  }
}

/** A pipe or a device that somebody has put there is no snapshot. */
function ifRegular<Result>(read: () => Result): Result | null {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTREG') return null
    throw error
  }
}

function namesIn(files: Files, folder: string): string[] {
  if (!files.exists(folder)) return []
  return files
    .list(folder)
    .filter((file) => /^[A-Za-z0-9][\w-]*\.json$/.test(file))
    .map((file) => file.slice(0, -ENDING.length))
    .sort()
}

function removeLeftovers(files: Files, folder: string): void {
  for (const file of files.list(folder)) {
    if (file.endsWith(UNFINISHED)) removeQuietly(files, `${folder}/${file}`)
  }
}

async function writeTexts(
  files: Files,
  path: string,
  texts: AsyncIterable<string>,
): Promise<number> {
  files.remove(path)
  const file = files.open(path, 'new')
  try {
    let size = 0
    for await (const text of texts) {
      const bytes = Buffer.from(text)
      writeAll(files, file, bytes, bytes.length, size)
      size += bytes.length
    }
    await files.syncLater(file)
    return size
  } finally {
    files.close(file)
  }
}

/** Read in blocks of this size. */
const BLOCK_BYTES = 1024 * 1024

function readWhole(files: Files, path: string, max: number): string | null {
  if (!files.exists(path)) return null
  const file = files.open(path, 'read')
  try {
    const blocks: Buffer[] = []
    for (let at = 0; ; ) {
      const block = Buffer.allocUnsafe(BLOCK_BYTES)
      const count = files.read(file, block, at)
      if (count === 0) return Buffer.concat(blocks).toString('utf8')
      blocks.push(block.subarray(0, count))
      at += count
      if (at > max) return null
    }
  } finally {
    files.close(file)
  }
}

function beginningOf(files: Files, path: string): { bytes: number; beginning: string } {
  const file = files.open(path, 'read')
  try {
    const block = Buffer.alloc(BEGINNING_MAX_BYTES)
    const count = files.read(file, block, 0)
    return { bytes: files.stat(file).size, beginning: block.toString('utf8', 0, count) }
  } finally {
    files.close(file)
  }
}
